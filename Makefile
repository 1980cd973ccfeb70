# Everything a checkout needs: `make run` serves the site, `make test` holds it to its word.
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; exit; }; done; echo python3)
# A full lock is installed as it stands: pip resolves nothing, so no later release of anything can break it.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --no-deps
# The tools import the settings, which refuse to start without a secret.
CHECKS := SECRET_KEY=only-for-the-checks-0123456789-0123456789-0123456789 ENV_FILE=/dev/null
# One worker more than there are processors: the tests that wait for a browser or a server leave room for another.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST := $(BIN)/pytest --numprocesses $(WORKERS) --dist loadscope

.PHONY: help run test coverage test-fast test-one test-dates lint fmt lock clean
.DEFAULT_GOAL := help

help: ## Show these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: ## Serve the site on 127.0.0.1:8000 (PORT=9000 for another port)
	@$(PYTHON) site_project/preflight.py $(PORT)
	@$(MAKE) --silent --no-print-directory $(VENV)/.requirements
	@grep -qs '^SECRET_KEY=.' .env || { umask 077; echo "Writing a new secret into .env"; \
		$(PYTHON) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' >> .env; }
	@PORT=$(PORT) exec $(BIN)/python manage.py setup_site --serve

test: $(VENV)/.requirements-dev lint ## Run every check and every test
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-liberation >/dev/null; } \
		|| echo "SKIPPED: the browser tests, for there is no Chromium here and it cannot be installed."
	@$(PYTEST)

coverage: $(VENV)/.requirements-dev ## Run every test and say which lines and branches none of them reaches (slower)
	@$(PYTEST) --cov --cov-report=term:skip-covered

test-fast: $(VENV)/.requirements-dev ## Run the tests that need no browser, no server and no other process
	@$(PYTEST) -m "not browser and not services and not processes"

test-one: $(VENV)/.requirements-dev ## Run one test or one file: make test-one T=tests/site/test_api.py::test_name
	@$(BIN)/pytest $(T)

test-dates: $(VENV)/.requirements-dev ## Run the tests as if the date were another (needs faketime; DATES="leap-day" for one)
	@$(BIN)/python -m tests.dates $(DATES)

lint: $(VENV)/.requirements-dev ## Run the checks that need no database
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(CHECKS) $(BIN)/mypy site_project askai fitcheck corpus routing
	@$(CHECKS) $(BIN)/lint-imports
	@git ls-files '*/templates/*.html' | xargs $(BIN)/djade --target-version 5.2 --check
	@$(CHECKS) $(BIN)/python manage.py makemigrations --check --dry-run

fmt: $(VENV)/.requirements-dev ## Put the code in its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@git ls-files '*/templates/*.html' | xargs $(BIN)/djade --target-version 5.2

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --extra scale -o requirements.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --extra scale --extra dev -o requirements-dev.txt

clean: ## Remove what can be made again; the database and .env stay
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .coverage .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) site_project/preflight.py
	@echo "Making a Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.requirements: requirements.txt | $(VENV)/bin/python
	@echo "Installing the locked dependencies (half a minute, once)"
	@$(PIP) --requirement requirements.txt
	@problems=$$($(BIN)/python -m pip --disable-pip-version-check check) || { echo "$$problems"; exit 1; }
	@touch $@

$(VENV)/.requirements-dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the locked development dependencies (a minute, once)"
	@$(PIP) --requirement requirements-dev.txt
	@problems=$$($(BIN)/python -m pip --disable-pip-version-check check) || { echo "$$problems"; exit 1; }
	@touch $@
