"""Every setting of the site, from the environment. `.env.example` and the README's table list them all."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from site_project.env import BASE_DIR, address, choice, dollars, env, flag, origins, rates, whole

# --- Where the site lives -------------------------------------------------------------------------

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is empty: write one into .env (make run generates it).")
if len(SECRET_KEY) < 32:  # it signs cookies and keys every hash of a visitor: a short one can be guessed
    raise ImproperlyConfigured(f"SECRET_KEY has {len(SECRET_KEY)} characters: write one of 50, as make run does.")

PORT = whole("PORT", default=8000)
SITE_URL = address("SITE_URL", default=f"http://127.0.0.1:{PORT}")
_site = urlsplit(SITE_URL)
_is_https = _site.scheme == "https"
_is_local = _site.hostname in {"127.0.0.1", "localhost"}

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_site.hostname, "127.0.0.1", "localhost"])
SITE_ORIGINS = origins("SITE_ORIGINS", default=[SITE_URL, f"http://localhost:{PORT}"] if _is_local else [SITE_URL])
CSRF_TRUSTED_ORIGINS = SITE_ORIGINS
TRUSTED_PROXIES = whole("TRUSTED_PROXIES", default=0, least=0)

# --- Which model API ------------------------------------------------------------------------------

ANTHROPIC_API_KEY = env.str("ANTHROPIC_API_KEY", default="")
ANTHROPIC_BASE_URL = address("ANTHROPIC_BASE_URL", default="")
if ANTHROPIC_BASE_URL.endswith("/v1"):
    raise ImproperlyConfigured("ANTHROPIC_BASE_URL must not end in /v1: the SDK adds it.")
COMPATIBLE_CAPABILITIES = env.list("COMPATIBLE_CAPABILITIES", default=[])
CATALOGUE_FILE = BASE_DIR / "fixtures" / "models.json"
STANDIN_TOKENS_PER_SECOND = whole("STANDIN_TOKENS_PER_SECOND", default=120, least=0)
CACHE_DIAGNOSTICS = flag("CACHE_DIAGNOSTICS", default=False)

# --- Money and limits -----------------------------------------------------------------------------

DAILY_BUDGET_USD = dollars("DAILY_BUDGET_USD", default="5")
MONTHLY_BUDGET_USD = dollars("MONTHLY_BUDGET_USD", default="60")
VISITOR_DAILY_BUDGET_USD = dollars("VISITOR_DAILY_BUDGET_USD", default="2")
NETWORK_DAILY_BUDGET_USD = dollars("NETWORK_DAILY_BUDGET_USD", default="3")

ASK_MAX_CHARS = whole("ASK_MAX_CHARS", default=2_000)
ASK_MAX_TURNS = whole("ASK_MAX_TURNS", default=20)
ASK_RETRY = flag("ASK_RETRY", default=False)
ASK_RATES = rates("ASK_RATES", default="100/10 minutes; 500/day")
FITCHECK_MIN_CHARS = whole("FITCHECK_MIN_CHARS", default=200)
FITCHECK_MAX_CHARS = whole("FITCHECK_MAX_CHARS", default=20_000)
FITCHECK_RATES = rates("FITCHECK_RATES", default="30/hour; 100/day")
FITCHECK_CONCURRENCY = whole("FITCHECK_CONCURRENCY", default=4)
FITCHECK_LEASE_SECONDS = whole("FITCHECK_LEASE_SECONDS", default=15)
ASK_CONCURRENCY = whole("ASK_CONCURRENCY", default=8)
ASK_NETWORK_CONCURRENCY = whole("ASK_NETWORK_CONCURRENCY", default=2)
SOCKET_FRAMES = rates("SOCKET_FRAMES", default="20/10 seconds")
SOCKET_MAX_BYTES = whole("SOCKET_MAX_BYTES", default=32_768)
IMPORT_MAX_BYTES = whole("IMPORT_MAX_BYTES", default=2_000_000)
IMPORT_MAX_ROWS = whole("IMPORT_MAX_ROWS", default=2_000)
RETENTION_DAYS = whole("RETENTION_DAYS", default=180)
TRIGGER_DAYS = whole("TRIGGER_DAYS", default=30)
TRIGGER_UP_MARKS = whole("TRIGGER_UP_MARKS", default=5)
TRIGGER_UP_PERCENT = whole("TRIGGER_UP_PERCENT", default=10)
TRIGGER_DOWN_MARKS = whole("TRIGGER_DOWN_MARKS", default=3)
TRIGGER_DOWN_PERCENT = whole("TRIGGER_DOWN_PERCENT", default=5)
TRIGGER_EMBELLISHED_PERCENT = whole("TRIGGER_EMBELLISHED_PERCENT", default=25)

# --- Django ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "site_project.admin.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "ninja",
    "import_export",
    "simple_history",
    "axes",
    "csp",
    "corpus",
    "routing",
    "askai",
    "fitcheck",
    "site_project",
]

# The first four touch every response, errors and redirects included, so nothing stands outside them.
MIDDLEWARE = [
    "site_project.middleware.RequestIdMiddleware",
    "csp.middleware.CSPMiddleware",
    "site_project.middleware.HeadersMiddleware",
    "site_project.middleware.ErrorShapeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Inside WhiteNoise, whose files are compressed already. It pads each page by a random length, and Django masks the
    # form's token anew in each: what BREACH would measure changes with every answer.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "site_project.urls"
ASGI_APPLICATION = "site_project.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "site_project" / "templates", *sorted(BASE_DIR.glob("*/*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "site_project.context.site",
            ],
        },
    },
]

# --- Storage --------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'candid.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE a read-then-write transaction fails at once under a second writer.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
else:
    # While the server is away a page says so within two seconds. `reconnect_timeout` ends psycopg's back-off, which
    # doubles for five minutes: whoever asks next then tries anew, so that the first moment it is back is not missed.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 2,
        "pool": {"min_size": 1, "max_size": 20, "timeout": 1.5, "reconnect_timeout": 1.0},
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # after the database's restart the pool holds dead ones
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a kept connection leaks under ASGI; the pool keeps its own

REDIS_URL = env.str("REDIS_URL", default="")

# --- Static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / (env.str("STATIC_ROOT", default="") or "staticfiles")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_SSL_REDIRECT = _is_https  # behind a proxy by its word in X-Forwarded-Proto
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked by the machine itself, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if _is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _is_https
SECURE_HSTS_PRELOAD = _is_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SESSION_COOKIE_NAME = "__Host-sessionid" if _is_https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _is_https else "csrftoken"
VISITOR_COOKIE_NAME = "__Host-visitor" if _is_https else "visitor"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "site_project.views.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "site_project.lockout.login_address"
AXES_DISABLE_ACCESS_LOG = True  # who signed in from where is nobody's business; failures are kept for the lock

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"

# --- Language, time, logs -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

LOG_LEVEL = choice("LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = choice("LOG_FORMAT", default="line", choices=("line", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "site_project.logs.LineFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "site_project.logs.JsonFormatter"},
    },
    "filters": {"request_id": {"()": "site_project.logs.RequestIdFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # At DEBUG these print whole requests: a visitor's words do not belong in a log.
        "anthropic": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
    },
}
