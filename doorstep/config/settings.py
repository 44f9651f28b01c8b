"""Django's settings. Everything an operator may change is an environment variable named DOORSTEP_… or DATABASE_URL."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from doorstep.config.secrets import secret

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("DOORSTEP_VAR", ROOT / "var"))
PACKS = Path(os.environ.get("DOORSTEP_PACKS", ROOT / "packs"))
IS_PRODUCTION = os.environ.get("DOORSTEP_ENV") == "production"

DEBUG = False
SECRET_KEY = secret("DOORSTEP_SECRET_KEY", folder=VAR)
FIELD_KEY = secret("DOORSTEP_FIELD_KEY", folder=VAR)
# Which host names exist is a matter of the register of jurisdictions; an unknown host is answered 404 before any view.
ALLOWED_HOSTS = ["*"]
SHARED_SCHEMA = os.environ.get("DOORSTEP_SHARED_SCHEMA", "doorstep_shared")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "procrastinate.contrib.django",
    "doorstep.store.jurisdictions",
    "doorstep.store.people",
    "doorstep.store.places",
    "doorstep.store.cases",
    "doorstep.store.notary",
    "doorstep.wings.intake",
    "doorstep.wings.publication",
    "doorstep.wings.outbox",
    "doorstep.wings.chat",
    "doorstep.wings.grid",
    "doorstep.wings.callbacks",
    "doorstep.wings.rates",
    "doorstep.wings.whistles",
    "doorstep.wings.catalogue",
    "doorstep.wings.demand",
    "doorstep.wings.escalation",
    "doorstep.wings.themes",
    "doorstep.wings.hotspots",
    "doorstep.wings.hotline",
    "doorstep.wings.transfer",
    "doorstep.wings.relay",
    "doorstep.wings.suggestions",
    "doorstep.wings.triage",
    "doorstep.wings.signs",
    "doorstep.wings.snaps",
    "doorstep.wings.credentials",
    "doorstep.wings.allowance",
    "doorstep.wings.log",
    "doorstep.wings.projects",
    "doorstep.wings.pledges",
    "doorstep.wings.judging",
    "doorstep.wings.deliberation",
    "doorstep.wings.voting",
    "doorstep.wings.rights",
    "doorstep.wings.resources",
    "doorstep.doors.web",
    "doorstep.doors.api",
    "doorstep.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "doorstep.doors.web.jurisdiction.JurisdictionMiddleware",
    "doorstep.doors.api.answering.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "doorstep.doors.web.appearance.AppearanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "doorstep.doors.web.refusing.RefusalMiddleware",
    "doorstep.doors.web.signin.guard.SignInGuard",
    "doorstep.doors.web.guards.GuardMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "doorstep.config.urls"
WSGI_APPLICATION = "doorstep.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "doorstep.doors.web.appearance.appearance",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {key: value for key, value in parts.items() if key not in known}
    return {
        "ENGINE": "doorstep.store.jurisdictions.backend",
        **{setting: str(parts.get(key) or "") for key, setting in known.items()},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"prepare_threshold": 5, **options},
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql://localhost/doorstep"))}
DATABASE_ROUTERS = ["doorstep.store.jurisdictions.routing.SchemaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Behind a proxy everybody would come from one address, and anybody could lock a clerk out.
AXES_CLIENT_IP_CALLABLE = "doorstep.doors.web.limits.sign_in_from"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "doorstep.doors.web.signin.views.locked_out"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "doorstep.doors.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_HSTS_SECONDS = 31536000 if IS_PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILES = VAR / "files"
# Keys that sign credentials: one folder a jurisdiction, outside the database. A hardware module takes the folder's place in wiring.
SIGNING_KEYS = Path(os.environ.get("DOORSTEP_SIGNING_KEYS", VAR / "signing-keys"))
# Where national algorithms must be used: keys and proofs of SM2 with SM3 are made and read. Off: they are neither.
NATIONAL_ALGORITHMS = os.environ.get("DOORSTEP_NATIONAL_ALGORITHMS", "") == "1"
# One file a jurisdiction, 0600, with the key that signs its log; never in the database, never in its backup.
LOG_KEYS = Path(os.environ.get("DOORSTEP_LOG_KEYS", VAR / "log-keys"))
# The log as plain files, kept up to date: any web server may serve it, and it outlives the database.
LOG_MIRROR = Path(os.environ.get("DOORSTEP_LOG_MIRROR", VAR / "log"))
# A time-stamping authority (RFC 3161) and the PEM file of its certificates; empty: nobody outside is asked.
LOG_STAMPS_URL = os.environ.get("DOORSTEP_LOG_STAMPS_URL", "")
LOG_STAMPS_CERTIFICATES = os.environ.get("DOORSTEP_LOG_STAMPS_CERTIFICATES", "")
# An EVM-compatible chain that takes checkpoints' digests: its address, and the file (0600) with our account's key. Empty: none does.
LOG_CHAIN_URL = os.environ.get("DOORSTEP_LOG_CHAIN_URL", "")
LOG_CHAIN_KEY = os.environ.get("DOORSTEP_LOG_CHAIN_KEY", "")
# The port in addresses that are sent out, where it is not the usual one: `doorstep run` sets it.
PUBLIC_PORT = os.environ.get("DOORSTEP_PUBLIC_PORT", "")
# Empty: messages are printed and a warning says that nothing was sent.
SMS_URL = os.environ.get("DOORSTEP_SMS_URL", "")
SMS_TOKEN = os.environ.get("DOORSTEP_SMS_TOKEN", "")
# Jurisdictions (names, with commas) where programs may report over Open311 without a key, rationed by address.
OPEN311_ANONYMOUS = frozenset(os.environ.get("DOORSTEP_OPEN311_ANONYMOUS", "").replace(" ", "").split(",")) - {""}
# Private networks that webhooks may be posted to, such as "10.0.0.0/8, 192.168.3.0/24"; empty: public addresses over HTTPS only.
WEBHOOK_NETWORKS = os.environ.get("DOORSTEP_WEBHOOK_NETWORKS", "").replace(",", " ").split()
# How many proxies of our own stand before the web server: that many last entries of X-Forwarded-For are believed.
TRUSTED_PROXIES = int(os.environ.get("DOORSTEP_TRUSTED_PROXIES", "1" if IS_PRODUCTION else "0"))

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体"), ("zh-hant", "繁體"), ("en", "English")]
LOCALE_PATHS = [ROOT / "doorstep" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000

PROCRASTINATE_ON_APP_READY = "doorstep.doors.worker.tasks.register"
PROCRASTINATE_READONLY_MODELS = True
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

# What went wrong goes to where the server's other lines go, with its traceback: Django by itself only tells e-mail.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "loggers": {"django.request": {"handlers": ["stderr"]}},
}
