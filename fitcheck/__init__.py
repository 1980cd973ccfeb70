"""Fit check: a job description weighed against the skills matrix, kept as a permanent page.

- `views`, `api`, `consumers`: the ways in. `sockets` and `wire`: the websocket's address and its frames.
- `intake` checks the text that comes in, `likeness` holds it against what the visitor checked before;
  `services` stores the record, which is also the job to be done. `endings`: what visitors are told of one that failed.
- `models`, `selectors`: records, their requirements, the owner's reviews.
- `posting/`: what a job description asks for, read from its text.
- `contract/`: what the model is asked and the schema of what it returns.
- `run/`: claim a record, call the model, store the result. `proof/`: the second reading of cited evidence.
- `verdict/`: every rule that decides, pure functions without Django.
- `review/`: the inbox, where the owner judges records. `show/`: the record as a page, as JSON and in the admin.
- `demo/`: the assessments of the demo engine. `feature`: what `routing` knows of the fit check.
"""
