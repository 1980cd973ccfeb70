"""The demo engine's side of fit checks: it matches words, understands nothing, and says so on every page.

`matrix` reads the owner out of the request, `assessment` fills the contract, `proof` plays the second reading, `asking`
answers questions about a result. What a posting asks and what a row carries is decided by `fitcheck.posting` and
`fitcheck.verdict`, as for every engine.
"""
