"""A visitor asks about one result: a small model looks it up on that page, and code keeps what stands there.

`feature` what routing is told; `sources` what the page says, piece by piece; `instructions.md` and `prompt` what is
sent; `reply` what of the answer is shown; `service` opens, answers, keeps and deletes; `page` and `views` show it.
The verdict is said in code's words alone.
"""
