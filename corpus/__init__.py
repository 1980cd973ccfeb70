"""What the owner says: a profile, pages cut into sections, and the skills matrix.

- `models`, `services`, `selectors`: what is kept, written and read.
- `text/`: from Markdown to what a model reads: `markdown` and `sentences` cut pages, `lines` says a skill in words,
  `snapshots` takes the rows as they are, `versions` keeps a snapshot when it differs from the last, `render` prints it.
- `imports/`: a spreadsheet of skills, in the order of its modules: `gate` (is it a spreadsheet), `sheets`, `columns`,
  `cells`, `rows` (read, then matched with the matrix), `apply` (preview and write), `formats` (files), `admin`.
- `search/`: sections and sentences ranked for a question, used by the demo engine.
- `admin/`, `forms`, `views`, `pages`, `api`: the owner's pages, the visitors' pages, the API.
- `refusals`: the one error shape, for every app that answers programs.
- `management/`, `demo`: the sample owner in `fixtures/`.
"""
