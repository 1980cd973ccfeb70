"""Golden questions: what a right answer holds, asked of a model or the demo engine, scored by code.

`scores`: the scorers, pure, each with a control that must fail. `runs`: a run from its stated cost to its last result.
`worker`: the run beside the requests. `reads`: what the scorecard and the admin count. `sample`: those of the sample
owner. `changes`: what an edit or another model would turn from right to wrong. `admin`, `views`: the owner's desk and
the public page.
"""
