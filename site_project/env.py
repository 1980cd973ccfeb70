"""The environment, read once: `.env` beside `manage.py`, then the process's own variables.

A wrong value stops the start with one sentence that names the variable.
"""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")
