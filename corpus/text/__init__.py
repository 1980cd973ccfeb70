"""Words, sentences and the language of a text: pure, without Django, the same for every feature."""
