"""The site: it connects the apps and decides nothing about their topics.

- `settings`, `env`: every setting, read once from the environment. `checks`: warnings before visitors come.
- `asgi`, `lifecycle`, `traffic`: connections, starting and stopping, limits on what is in progress.
- `urls`, `views`, `api`, `context`: addresses, the home page and its box, the one API.
- `middleware`, `logs`: the request id, the headers of every response, log lines.
- `readiness`: whether this process should receive visitors. `lockout`: who is counted as trying passwords.
- `admin`, `dashboard`: the admin's first page. `preflight` and `management/commands/setup_site`: what `make run` does.
"""
