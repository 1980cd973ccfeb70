"""The second reading: a small model looks at pairs of quote and evidence, and can only lower what the first one said.

`feature` what routing is told; `instructions.md` and `prompt` what is sent; `reply` what comes back.
It never sees the posting, the verdict or a level, so that it has nothing to please.
"""
