"""The demo engine's side of the chat: it reads the request as a model would, and quotes.

`material` reads the request, `questions` (with `kinds.txt`) what kind a question is, `lookup` finds the sentences that
answer: `gates` says what a sentence must hold, `subjects` whom it tells of, `ranking` which goes first. `rows` answers
from rated skills, `portrait` what everybody asks, `followups` what leans on the turn before; `answers` puts the reply
together.
"""
