"""The demo engine's side of the chat: it reads the request as a model would, and quotes."""
