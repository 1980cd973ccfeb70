"""Which model serves which feature, why, and what it costs. A topic has the same name on every floor, top to bottom:

- `views`, `admin/`, `management/`: the pages, the owner's pages, the commands.
- `notices`, `checks`: what the owner is told. `refusals`: how features tell programs that a call was refused.
- `services/`: what changes: calls granted and settled, routes with their decisions, marks, comparisons, the catalogue.
  `comparer` runs comparisons in the background.
- `client`: the one door to the model. Behind it `requests` (what is sent), `reply`, `deadline`, `pacing`, `sse` and
  `transcript` (what comes back), `errors` (every way it can fail), `breaker`.
- `budget`, `rates`: the walls in front of the money. `callers`: who asks. `engines`: what answers.
- `selectors/`: what is read: routes and prices, and a module for each report.
- `registry`: the features, which register themselves. `messages`: what passes between a feature and the door.
- `models/`: what is kept. `rules/`: what is decided from values alone.
- `standin/`: a Messages API of its own, in which the `Responder`s that features register answer; it knows nothing of
  the rest. `gateway/demo` puts the two together.
"""
