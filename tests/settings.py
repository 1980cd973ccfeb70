"""The site's own settings, with what a test run must not share with a real one."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-secret-key-0123456789-0123456789-0123456789")
os.environ["ENV_FILE"] = os.devnull  # the owner's own settings must not change what tests see
os.environ["ANTHROPIC_API_KEY"] = ""
os.environ["ANTHROPIC_BASE_URL"] = ""
os.environ["DEBUG"] = "false"
os.environ["REDIS_URL"] = ""
os.environ["STANDIN_TOKENS_PER_SECOND"] = "0"

from site_project.settings import *  # noqa: F403
from site_project.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as on a real site: the threads of one in-memory database lock each other's tables instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"candid-test-{os.getpid()}.sqlite3")}
