"""Settings of one office, read from a typed environment. A wrong value stops the start with one sentence."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()

MODE = env.str("PCC_MODE", "demo")
"""``demo``: synthetic records on this machine; ``test``: the test run; ``production``: a real office."""
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"PCC_MODE is {MODE!r}; it must be demo, test or production.")
PRODUCTION = MODE == "production"

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "demo-only-" + "not-a-secret-" * 4)
SECRET_KEY_FALLBACKS: list[str] = env.list("OLD_SECRET_KEYS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")


def refuse_unsafe_production() -> None:
    """Stop a production start on settings that would endanger records, one sentence each."""
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is on: error pages would show records, so production does not start with it.")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("demo-only-"):
        raise ImproperlyConfigured("SECRET_KEY must be your own, of 50 characters or more.")
    if not env.list("ALLOWED_HOSTS", []) or any("*" in host for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the office's own host names; * is not one.")
    if not DATABASE_URL or not REDIS_URL:
        raise ImproperlyConfigured(
            "DATABASE_URL and REDIS_URL must name your own servers: the embedded ones are for demonstration and tests."
        )
    if not env.str("MARKING", "OFFICIAL-SENSITIVE"):
        raise ImproperlyConfigured("MARKING must say how pages and prints are marked, such as OFFICIAL-SENSITIVE.")
    if urlsplit(env.str("PCC_BASE_URL", "https://")).scheme != "https":
        raise ImproperlyConfigured("PCC_BASE_URL must begin with https://: it stands in the links of e-mails.")
    if env.bool("PCC_EMBEDDED", False):
        raise ImproperlyConfigured("The embedded database and broker are for demonstration and tests only.")


if PRODUCTION:
    refuse_unsafe_production()

DEMONSTRATION = " (demonstration)" if MODE == "demo" else ""
"""What follows the office's name and the marking on every page, print, letter and file of a demonstration."""

# The office's own look and words.
OFFICE = {
    "name": env.str("OFFICE_NAME", "Office of the Police and Crime Commissioner") + DEMONSTRATION,
    "short_name": env.str("OFFICE_SHORT_NAME", "OPCC"),
    "contact_email": env.str("OFFICE_EMAIL", "office@opcc.example"),
    "contact_phone": env.str("OFFICE_PHONE", "03069 990 100"),
    "logo_url": env.str("OFFICE_LOGO_URL", ""),
    "brand_colour": env.str("OFFICE_BRAND_COLOUR", ""),
    "link_colour": env.str("OFFICE_LINK_COLOUR", ""),
}
REVIEW_READING = env.str("REVIEW_READING", "STATED", validate=validate.OneOf(["STATED", "SENT", "PROVIDED"]))
"""From which date the office reads the time for applying for a review: on the letter, sent, or provided."""
_CHECKS = validate.OneOf(["required", "sampled", "off"])
SECOND_CHECKS: dict[str, str] = {
    "UPHELD": env.str("SECOND_CHECK_UPHELD", "required", validate=_CHECKS),
    "NOT_UPHELD": env.str("SECOND_CHECK_NOT_UPHELD", "sampled", validate=_CHECKS),
}
"""Which decisions on a review somebody else checks before they leave the office."""
SECOND_CHECK_SHARE = env.int("SECOND_CHECK_SHARE", 25, validate=validate.Range(0, 100))
"""Of decisions that are sampled for a second check, how many of a hundred."""
MARKING = (env.str("MARKING", "OFFICIAL-SENSITIVE") + DEMONSTRATION).strip()

BASE_URL = env.str(
    "PCC_BASE_URL",
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else f"http://localhost:{env.str('PCC_PORT', '8000')}",
).rstrip("/")
"""Where this process is found from outside. Links in e-mails begin with it, and passkeys belong to its host."""

SERVES = frozenset(env.list("PCC_SERVES", ["public", "panel", "staff", "admin"]))
"""The sets of addresses that this process answers, so that staff pages need not face the internet."""
if not SERVES or SERVES - {"public", "panel", "staff", "admin"}:
    raise ImproperlyConfigured(f"PCC_SERVES is {','.join(sorted(SERVES))!r}; it lists public, panel, staff and admin.")

BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
"""Whether a proxy of the office stands in front and writes X-Forwarded-For and -Proto; otherwise both are ignored."""

INSTALLED_APPS = [
    "pcc.apps.KernelConfig",
    "pcc.reporting.apps.ReportingConfig",
    "complaints.apps.ComplaintsConfig",
    "reviews.apps.ReviewsConfig",
    "reviews.dip_sampling.apps.DipSamplingConfig",
    "casework.apps.CaseworkConfig",
    "pcc.apps.ReferenceDataAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pcc.middleware.session_limits",
    "pcc.middleware.acting_user",
    "pcc.middleware.plain_text_only",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pcc.middleware.SecondFactorRequired",
    "allauth.account.middleware.AccountMiddleware",
    "pcc.middleware.no_store",
]
if DEMONSTRATION:
    MIDDLEWARE.append("pcc.middleware.files_of_a_demonstration")

ROOT_URLCONF = "pcc.urls"
WSGI_APPLICATION = "pcc.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pcc.views.office",
            ],
            "builtins": ["pcc.templatetags.components"],
        },
    }
]
FORM_RENDERER = "pcc.controls.Controls"

# Database: PostgreSQL 15 or newer. A web statement gives up after ten seconds; imports, jobs and migrations do not.
WEB_TIMEOUTS = "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=60s"
# A page from anywhere costs about what the next one costs, as on every disk without moving parts. PostgreSQL's own
# guess is four times as much, for which it reads whole tables where an index would have given a list its first rows.
PLANNING = "-c random_page_cost=1.1"
# Without an address a command that needs no database (makemigrations, check) still loads; any query then fails.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgresql://pcc@%2Fnonexistent/pcc")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
    "TEST": {"NAME": env.str("TEST_DATABASE", "pcc_test")},
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "options": env.str("DATABASE_OPTIONS", f"{WEB_TIMEOUTS} {PLANNING}"),
    "application_name": "pcc",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker and cache.


def celery_address(redis_url: str, *, virtual_host: int) -> str:
    """The same server as Celery writes it: a unix socket has a scheme of its own there."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={virtual_host}"
    return f"{parts.scheme}://{parts.netloc}/{virtual_host}" + (f"?{parts.query}" if parts.query else "")


def cache_address(redis_url: str, *, db: int) -> str:
    """The same server as Django's cache writes it."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"unix://{quote(parts.path)}?db={db}"
    return f"{parts.scheme}://{parts.netloc}/{db}"


if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "pcc.cache.Lenient",
            "LOCATION": cache_address(REDIS_URL, db=2),
            "KEY_PREFIX": "pcc",
        }
    }
    CELERY_BROKER_URL = celery_address(REDIS_URL, virtual_host=0)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 3300
CELERY_TASK_TIME_LIMIT = 3500
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker that is away for a night finds its workers still waiting
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,  # longer than the hard time limit, or a long task would run twice at once
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = env.str("PCC_BEAT_SCHEDULE", "celerybeat-schedule")

# People.
AUTH_USER_MODEL = "pcc.User"
AUTHENTICATION_BACKENDS = ["pcc.accounts.Doors"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "pcc.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",  # a whole office signs in from one address in the morning
    "login_failed": "10/m/ip,5/5m/key",  # the key is the account and the address together
    "login_failed_anywhere": "30/h/key",  # the key is the account; its owner's usual addresses are spared
    "door_failed": "30/5m/ip",  # codes of panel members that open nothing; a whole room has one address
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "pcc.passwords.LinkTokens"  # noqa: S105 - a path
ACCOUNT_FORMS = {
    "login": "pcc.forms.SignInForm",
    "reset_password": "pcc.forms.ForgottenPasswordForm",
    "reset_password_from_key": "pcc.forms.NewPasswordForm",
    "change_password": "pcc.forms.AnotherPasswordForm",
    "reauthenticate": "pcc.forms.ConfirmPasswordForm",
}

# Second factors. Staff cannot go on without one, except where invented people work on invented records.
REQUIRE_SECOND_FACTOR = env.bool("PCC_REQUIRE_SECOND_FACTOR", PRODUCTION)
MFA_ADAPTER = "pcc.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # on this machine there is no certificate
MFA_FORMS = {
    "authenticate": "pcc.forms.CodeForm",
    "reauthenticate": "pcc.forms.ConfirmCodeForm",
    "activate_totp": "pcc.forms.SetUpAppForm",
    "add_webauthn": "pcc.forms.AddPasskeyForm",
    "edit_webauthn": "pcc.forms.NamePasskeyForm",
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "alias")},
    },
    {"NAME": "pcc.passwords.ContextWordsValidator"},
]

# Sessions and cookies: the demo has other names and no Secure flag, so that it can never pass for a real office.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "pcc_demo_session"
SESSION_COOKIE_AGE = 12 * 60 * 60  # pcc.sessions holds the limits that the server keeps
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_USE_SESSIONS = True
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "pcc.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no second cookie

# Headers.
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
USE_X_FORWARDED_HOST = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Limits on what a request may carry.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o600
HOME = Path(env.str("PCC_HOME", str(BASE_DIR / "var")))
MEDIA_ROOT = Path(env.str("PCC_MEDIA", str(HOME / "media")))
EXTRACT_MAX_BYTES = env.int("EXTRACT_MAX_BYTES", 500 * 1024 * 1024)
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", 50 * 1024 * 1024)
DOCUMENT_CASE_BYTES = env.int("DOCUMENT_CASE_BYTES", 2 * 1024**3)
"""What the documents of one case may come to together."""
DOCUMENT_DAY_BYTES = env.int("DOCUMENT_DAY_BYTES", 2 * 1024**3)
"""What one person may hand in within a day."""
MAILBOX_URL = env.str("MAILBOX_URL", "")
"""The office's mailbox, as imaps://user:password@host/folder or maildir:///folder; empty: none is connected."""
AUTOMATIC_ACKNOWLEDGEMENT = env.bool("AUTOMATIC_ACKNOWLEDGEMENT", False)
"""Whether who writes by e-mail or form is told at once that it arrived; the letter for it is approved first."""
CLAMD_SOCKET = env.str("CLAMD_SOCKET", "")
"""Where clamd answers: a path, or ``tcp:host:port``. Without it documents are shown as not scanned."""

# Words and time.
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
ADMINS: list[tuple[str, str]] = []  # error mails would carry personal data
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_TIMEOUT = 10
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_FILE_PATH = str(HOME / "mail")
DEFAULT_FROM_EMAIL = OFFICE["contact_email"]

# Static files.
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["pcc.api.DenyUnlessDeclared"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["pcc.api.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "pcc.api.Cursor",
    "DEFAULT_FILTER_BACKENDS": ["pcc.api.DeclaredFilters"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "pcc.api.problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Complaints oversight",
    "DESCRIPTION": "Complaints, reviews, letters, files and figures of one local policing body, as on its pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "HandlingEnum": "complaints.choices.Handling",
        "StageEnum": "reviews.choices.Stage",
        "OutcomeEnum": "reviews.choices.Outcome",
        "MailStageEnum": "casework.choices.MailStage",
        "MailOutcomeEnum": "casework.choices.MailOutcome",
        "EnquiryStageEnum": "casework.choices.EnquiryStage",
        "ReviewChannelEnum": "reviews.choices.Channel",
        "RecommendationStageEnum": "reviews.choices.RecommendationStage",
        "LetterStageEnum": "casework.choices.LetterStage",
        "MailChannelEnum": "casework.choices.Channel",
        "FindingEnum": "reviews.choices.Finding",
        "AssessmentEnum": "reviews.choices.Answer",
    },
}

PGHISTORY_APPEND_ONLY = True

# Logs: JSON lines with request, user and task ids and no personal data.
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = "key"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django_structlog": {"level": env.str("ACCESS_LOG_LEVEL", "WARNING"), "propagate": True},
        "pcc": {"level": "INFO", "propagate": True},
    },
}
