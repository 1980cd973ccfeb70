"""Ask AI: a visitor asks, the owner's pages answer, with citations.

- `consumers` (websocket), `views` (form), `api`: the three ways in. `wire` defines the websocket's frames.
- `models`, `selectors`: conversations and turns. `services` opens a turn (and reserves its money) and closes it.
- `answer/`: one answer from start to end. `task` runs it, `frames` numbers what is sent, `citations` checks quotes,
  `claims` holds each sentence against its sources (`library`: the sources; `figures`, `speech`: what a sentence says),
  `contract` measures whether it kept the rules, `rendering` makes the HTML, `retry` asks once more before
  a word was shown, `whole` waits for a complete answer,
  `leases` says which process writes an answer, `lookout` hears what was asked of it at another one,
  `retention` deletes old conversations.
- `prompt/`: `instructions.md`, the request built around it, what is shared by all visitors, past questions to replay.
- `opinions`: thumbs and the owner's marks. `feature`: what `routing` knows of Ask AI.
- `golden/`: golden questions, their runs and scores, the public scorecard.
- `board/`: what was asked and not found, grouped for the owner to sort.
- `demo/`: the answers of the demo engine.
"""
