"""The board: what people ask that the site does not show, grouped by likeness, for the owner to sort.

`unanswered`: the chat's own asks. `groups`: likeness, pure. `triage`: what the owner said of a group, kept without its
words. `admin`: the page.
"""
