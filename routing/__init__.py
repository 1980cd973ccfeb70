"""Which model serves which feature, why, and what it costs. One room a topic: rules, reads, writes, admin, templates.

- `gateway/`: the one door to the model: request, reply, errors, deadlines. It knows only the registry.
- `catalogue/`: models, prices and routes as data; cache floors, the provider's rate limits, sync with the Models API.
- `marks/`: what people thought of real answers, and what that proposes.
- `ledger/`: calls granted and settled within budgets and rates; who asks; calls as plain values.
- `decisions/`: the five questions, their measured figures, the decision card, and when to decide again.
- `caching/`: the cache doctor and padding. `spending/`: costs, times, charts, alternatives.
- `comparisons/`: two models on the same past inputs, voted blind.
- `models/`: the tables. `registry`: the features, which register themselves. `desk`: what the admin pages share.
- `worker`: the background worker that every topic with work of its own uses. `crossing`: from async to sync code.
- `checks`: warnings for the owner. `words`, `tokens`: figures in words, tokens estimated.
- `standin/`: a Messages API of its own, in which the features' `Responder`s answer; it knows nothing of the rest.
  `gateway/engines` puts the two together.
"""
