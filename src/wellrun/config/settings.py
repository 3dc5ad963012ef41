"""Settings, all of them. What differs between installations comes from the environment; see `.env.example`."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HOME = Path(os.environ.get("WELLRUN_HOME", "var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)

PRODUCTION = os.environ.get("WELLRUN_PRODUCTION", "") == "1"
DEBUG = False


def kept_secret(name: str) -> str:
    """A secret made once for this installation and kept in its folder, readable by its owner only."""
    file = HOME / name
    if not file.exists():
        descriptor, fresh = tempfile.mkstemp(dir=HOME, prefix=f".{name}-")
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_urlsafe(50))
        # Several processes start at once: the first to link its own wins, and none reads a file half written.
        with suppress(FileExistsError):
            os.link(fresh, file)
        Path(fresh).unlink()
    return file.read_text()


SECRET_KEY = os.environ.get("WELLRUN_SECRET_KEY") or kept_secret("secret-key")
KEYS_FILE = Path(os.environ.get("WELLRUN_KEYS_FILE") or HOME / "keys.json")
HOSTS_OF_ITS_OWN = "localhost,127.0.0.1,[::1]"
ALLOWED_HOSTS = os.environ.get("WELLRUN_HOSTS", HOSTS_OF_ITS_OWN).split(",")
PROXIES = int(os.environ.get("WELLRUN_PROXIES", "0"))
"""How many proxies of our own stand in front; only what they add to X-Forwarded-For is believed."""
RATES_SAID = os.environ.get("WELLRUN_RATES", "")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("WELLRUN_ORIGINS", "").split(",") if origin]

SHORTEST_SECRET = 40


def unready() -> list[str]:
    """What is missing before real people may be served, each with what to do; empty when nothing is."""
    faults = {
        f"WELLRUN_SECRET_KEY has {len(SECRET_KEY)} characters; give {SHORTEST_SECRET} or more, or leave it out and "
        "one is made.": len(SECRET_KEY) < SHORTEST_SECRET,
        "WELLRUN_HOSTS is not set; give the names under which people reach Wellrun, separated by commas.": set(
            ALLOWED_HOSTS
        )
        <= set(HOSTS_OF_ITS_OWN.split(",")),
        "WELLRUN_HOSTS has an entry that means every host; name the hosts.": bool(set(ALLOWED_HOSTS) & {"*", ""}),
    }
    return [words for words, true in faults.items() if true]


if PRODUCTION and unready():
    raise ImproperlyConfigured("Wellrun does not start with WELLRUN_PRODUCTION=1 yet. " + " ".join(unready()))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "wellrun.foundations.pages",
    "wellrun.foundations.audit",
    "wellrun.foundations.keys",
    "wellrun.foundations.organisation",
    "wellrun.foundations.people",
    "wellrun.foundations.access",
    "wellrun.foundations.identity",
    "wellrun.foundations.patients",
    "wellrun.foundations.followup",
    "wellrun.foundations.feeds",
    "wellrun.foundations.safekeeping",
    "wellrun.foundations.catalogue",
    "wellrun.foundations.today",
    "wellrun.departments.operations",
    "wellrun.departments.workforce",
    "wellrun.departments.finance",
    "wellrun.departments.revenue",
    "wellrun.departments.quality",
    "wellrun.departments.practice",
    "wellrun.departments.strategy",
    "wellrun.departments.compliance",
    # After our own, so that our templates are found first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wellrun.foundations.pages.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wellrun.foundations.audit.origin.Whence",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wellrun.foundations.access.clear_text.RefusesClearText",
    "wellrun.foundations.access.refusals.RecordsRefusals",
    "wellrun.foundations.access.bearer.BearerToken",
    "wellrun.foundations.access.rates.RateLimits",
    "wellrun.foundations.access.exports.RecordsExports",
    "django_htmx.middleware.HtmxMiddleware",
    "wellrun.foundations.identity.middleware.SessionLimits",
    "wellrun.foundations.identity.middleware.Completeness",
    "wellrun.foundations.access.see_as.SeeAs",
    "wellrun.foundations.access.middleware.DeclaredAccess",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wellrun.config.urls"
WSGI_APPLICATION = "wellrun.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wellrun.foundations.access.context.frame",
            ],
            "builtins": ["wellrun.foundations.pages.templatetags.words"],
        },
    }
]


LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine; an empty one or a folder is the local socket."""


def transport(host: str, asked: str) -> dict[str, str]:
    """How to speak to PostgreSQL. With another machine only over TLS, its certificate and name checked."""
    said = dict(parse_qsl(asked))
    away = host not in LOCAL and not host.startswith("/")
    if away and said.get("sslmode") != "verify-full":
        raise SystemExit(
            f"WELLRUN_DATABASE names another machine ({host}) without TLS that checks who answers. Add "
            "?sslmode=verify-full&sslrootcert=/path/of/the/authority.pem to it."
        )
    return {name: said[name] for name in ("sslmode", "sslrootcert", "sslcert", "sslkey") if name in said}


def database(address: str) -> dict[str, object]:
    """SQLite in the installation folder, or PostgreSQL by ``postgresql://user:password@host:port/name``."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "wellrun.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: a transaction that will write takes its lock at once, so two never deadlock half way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": transport(unquote(parts.hostname or ""), parts.query),
    }


DATABASES = {"default": database(os.environ.get("WELLRUN_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "wellrun.foundations.identity.guessable.NotGuessable"},
    {"NAME": "wellrun.foundations.identity.guessable.NotOfTheHouse"},
]


def providers_of(name: str) -> dict[str, dict[str, list[dict[str, object]]]]:
    """The organisation's identity providers, from a JSON file; see `docs/how-to/single-sign-on.md`.

    A secret stands in a file of its own (``secret_file``), so that the rest can be shown to anybody.
    """
    listed = json.loads(Path(name).read_text()) if name else {}
    for one in [app for apps in listed.values() for app in apps]:
        if file := one.pop("secret_file", ""):
            one["secret"] = Path(file).read_text().strip()
    return {kind: {"APPS": apps} for kind, apps in listed.items()}


AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "wellrun.foundations.identity.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "wellrun.foundations.identity.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "300/h/ip,100/h/key", "reauthenticate": "10/m/user"}
"""On the account over all addresses no more than NIST SP 800-63B (5.2.2) allows; the stricter pause is per address."""

MFA_ADAPTER = "wellrun.foundations.identity.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
"""A shift signs in within minutes from one address; there is nothing to guess about a passkey."""
MFA_FORMS = {
    "authenticate": "wellrun.foundations.identity.codes.SignInCodeForm",
    "reauthenticate": "wellrun.foundations.identity.codes.AgainCodeForm",
    "add_webauthn": "wellrun.foundations.identity.passkeys.NewPasskeyForm",
    "login_webauthn": "wellrun.foundations.identity.passkeys.AlonePasskeyForm",
    "authenticate_webauthn": "wellrun.foundations.identity.passkeys.ShownPasskeyForm",
    "reauthenticate_webauthn": "wellrun.foundations.identity.passkeys.AgainPasskeyForm",
}

SOCIALACCOUNT_ADAPTER = "wellrun.foundations.identity.adapters.SignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = providers_of(os.environ.get("WELLRUN_SIGN_ON", ""))

AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_HANDLER = "wellrun.foundations.identity.guesses.BoundedGuesses"
AXES_USERNAME_CALLABLE = "wellrun.foundations.identity.guesses.name_tried"
AXES_LOCKOUT_CALLABLE = "wellrun.foundations.identity.guesses.paused"
AXES_CLIENT_IP_CALLABLE = "wellrun.foundations.identity.sessions.address_of"

# In the database, since several processes must agree on how often somebody has tried.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "wellrun_cache"}}

RATES = {kind: int(number) for kind, _equals, number in (part.partition("=") for part in RATES_SAID.split(",") if part)}
"""Requests a minute where this installation needs others than ``access.rates`` gives: page=600,program=1200,file=60."""

# The prefix ties a cookie to this host and to TLS (RFC 6265bis, 4.1.3.2); messages get no cookie of their own.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-sessionid", "__Host-csrftoken") if PRODUCTION else ("sessionid", "csrftoken")
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
# A program that sends its token in the clear must notice: it is refused, not redirected (access.clear_text).
SECURE_REDIRECT_EXEMPT = [r"^api/", r"^fhir/", r"^scim/"]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LANGUAGE_CODE = os.environ.get("WELLRUN_LANGUAGE", "en")
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français")]
TIME_ZONE = os.environ.get("WELLRUN_TIME_ZONE", "America/New_York")
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = WHITENOISE_ALLOW_ALL_ORIGINS = False

WAREHOUSE = HOME / "warehouse"
ARRIVALS = HOME / "arrivals"
"""Files as they came: kept, so that a load can always be replayed."""

EXCHANGE = HOME / "exchange"
"""By facility the folder in which batches go out and answers come in."""

BACKUPS = Path(os.environ.get("WELLRUN_BACKUPS") or HOME.with_name(f"{HOME.name}-backups"))
"""Sealed copies of the installation; on another disk, wherever there is one."""
KEEP_ARRIVALS_YEARS = float(os.environ.get("WELLRUN_KEEP_ARRIVALS_YEARS", "7"))
KEEP_BACKUPS_DAYS = int(os.environ.get("WELLRUN_KEEP_BACKUPS_DAYS", "35"))

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["wellrun.foundations.access.let_in.AtTheDoor"],
    "DEFAULT_PERMISSION_CLASSES": ["wellrun.foundations.access.let_in.ThroughTheDoor"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "wellrun.foundations.access.describing.Described",
    "EXCEPTION_HANDLER": "wellrun.foundations.access.endpoints.answer_to",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Wellrun",
    "VERSION": "1",
    "DESCRIPTION": "What pages show and do, for programs. The same roles, the same rules, the same audit.",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": "/"}],
    # Lists of values stand where they are used: one that is named for all its uses says less.
    "POSTPROCESSING_HOOKS": [],
    "ENFORCE_NON_BLANK_FIELDS": True,
}

SMTP = urlsplit(os.environ.get("WELLRUN_SMTP", ""))
"""smtp://user:password@host:port, or smtps:// where TLS comes first; without it mail is only shown on the console."""
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SMTP.hostname else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = SMTP.hostname or "", SMTP.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(SMTP.username or ""), unquote(SMTP.password or "")
EMAIL_USE_SSL = SMTP.scheme == "smtps"
EMAIL_USE_TLS = SMTP.scheme == "smtp" and SMTP.hostname not in ("localhost", "127.0.0.1")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("WELLRUN_MAIL_FROM", "wellrun@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
