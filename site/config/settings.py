"""All settings. What differs between installations comes from the environment (`config.env`), secrets only so."""

import secrets
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parents[2]
KONTOR_ENV = env.choice("KONTOR_ENV", "development", ("development", "test", "production"))
PRODUCTION = KONTOR_ENV == "production"
DEBUG = False  # error pages are the customer's, everywhere; tracebacks are in the log

VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
if not PRODUCTION:
    VAR_DIR.mkdir(parents=True, exist_ok=True)


def _development_secret() -> str:
    """One secret per checkout, so that logins survive a restart."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = env.text("SECRET_KEY") if PRODUCTION else env.text("SECRET_KEY", _development_secret())
SITE_URL = env.origin("SITE_URL", None if PRODUCTION else f"http://127.0.0.1:{env.number('PORT', 8000)}")
SITE_HOST = SITE_URL.split("//", 1)[1].split(":", 1)[0]
ALLOWED_HOSTS = [SITE_HOST] if PRODUCTION else ["127.0.0.1", "localhost", "testserver", SITE_HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "website",
    "automations",
    "shop",
    "billing",
    "payments",
    "mailing",
    "customers",
    "accounts",
    "cms",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "phonenumber_field",
    "huey.contrib.djhuey",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "accounts.wagtail_users.StaffUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "core.middleware.RequestLog",
    # First those that set headers: they hold for refusals, too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.csp.ContentSecurityPolicy",
    "config.caching.PublicPages",
    "config.errors.WordsForMethodNotAllowed",
    "core.middleware.KeepSecrets",
    "core.middleware.RequestGuard",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.Actor",
    "accounts.middleware.StaffOnly",
    "accounts.middleware.StaffSecondFactor",
    "website.approval.TellRefusals",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "cms.context_processors.house",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing in the middle: what `SELECT … FOR UPDATE` is on PostgreSQL.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, queue bell ----------------------------------------------------------------------------------------------
CACHE_URL = env.redis("CACHE_URL")


def _shared_cache(name: str) -> dict[str, str]:
    """One that all processes see. A folder drops what it likes when it is full, so each has its own."""
    if CACHE_URL:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL, "KEY_PREFIX": name}
    folder = VAR_DIR / "cache" / name
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(folder)}


CACHES = {
    "default": _shared_cache("default"),
    "generation": _shared_cache("generation"),
    # What Wagtail knows of a rendition never changes; writing it to a shared file would cost more than it saves.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}
HUEY_URL = env.redis("HUEY_URL")
HUEY = {
    "huey_class": "huey.RedisHuey" if HUEY_URL else "huey.SqliteHuey",
    "name": "kontor",
    "immediate": False,  # the default follows DEBUG: then nothing periodic would ever run
    "results": False,
    "connection": {"url": HUEY_URL} if HUEY_URL else {"filename": str(VAR_DIR / "huey.sqlite3")},
    "consumer": {
        "workers": 2,
        "worker_type": "thread",
        "initial_delay": 0.1,
        "max_delay": 0.5,
        "backoff": 1.15,
        # SIGTERM lets the worker finish what it is doing; after the time-out it is stopped all the same.
        "graceful_signal": "TERM",
        "shutdown_timeout": 20,
    },
}
# Wagtail indexes inside the save: cheap on our databases, and consistent with it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_STORAGE_URL = env.text("PRIVATE_STORAGE_URL", f"file://{VAR_DIR / 'private'}")
if not PRIVATE_STORAGE_URL.startswith("file:///"):
    raise ImproperlyConfigured("PRIVATE_STORAGE_URL must be a folder: file:///absolute/path.")
# Behind a proxy: the internal address under which it finds the private folder, such as /_geschuetzt/.
ACCEL_REDIRECT = env.text("ACCEL_REDIRECT", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if KONTOR_ENV == "test"
        else "config.staticfiles.MinifiedStorage"
    },
    "private": {
        "BACKEND": "core.files.PrivateStorage",
        "OPTIONS": {"location": PRIVATE_STORAGE_URL.removeprefix("file://")},
    },
}
WHITENOISE_USE_FINDERS = KONTOR_ENV == "test"
# Public requests carry forms, not files, but for the forms that ask for some; staff upload books and pictures.
MAX_BODY_PUBLIC = 512 * 1024
MAX_BODY_UPLOAD = 21 * 1024 * 1024
UPLOAD_PATH = "/formular/"
MAX_BODY_STAFF = 200 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Language, time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
# Only in tests: a file with seconds by which all processes' clocks are ahead.
CLOCK_OFFSET_FILE = None if PRODUCTION else env.text("CLOCK_OFFSET_FILE", "") or None

# --- Accounts -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address per login; a new one replaces it once it is proven
ACCOUNT_FORMS = {
    "login": "accounts.forms.EntranceForm",
    "add_email": "accounts.forms.NewAddressForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "reset_password": "10/m/ip,3/10m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/konto/"
STAFF_MFA = env.flag("STAFF_MFA", default=PRODUCTION)
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if KONTOR_ENV == "test"
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PHONENUMBER_DEFAULT_REGION = "DE"

# --- Security -------------------------------------------------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # forms carry the token, no script of ours or of Wagtail's reads the cookie
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # asked from inside, past the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel is a frame of our own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it wants DENY there
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# --- Mail -----------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "mailing.backend.QueueBackend"  # rows first; `mailing` sends them over SMTP
globals().update(
    env.smtp("EMAIL_URL", None if PRODUCTION else f"smtp://127.0.0.1:{env.number('SANDBOX_SMTP_PORT', 8025)}/")
)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"info@{SITE_HOST}")

# --- Payment providers (without keys a provider is hidden) -----------------------------------------------------------
SANDBOX_URL = f"http://127.0.0.1:{env.number('SANDBOX_PORT', 8001)}"
PAYPAL_API_URL = env.origin("PAYPAL_API_URL", "https://api-m.paypal.com" if PRODUCTION else SANDBOX_URL)
PAYPAL_CLIENT_ID = env.text("PAYPAL_CLIENT_ID", "" if PRODUCTION else "sandbox-client")
PAYPAL_SECRET = env.text("PAYPAL_SECRET", "" if PRODUCTION else "sandbox-secret")
PAYPAL_WEBHOOK_ID = env.text("PAYPAL_WEBHOOK_ID", "" if PRODUCTION else "WH-SANDBOX")
if PRODUCTION and PAYPAL_API_URL.startswith("http://"):
    raise ImproperlyConfigured("PAYPAL_API_URL must be https in production: the sandbox is not for real money.")
# Where a form may lead the browser: `form-action` holds for the redirect after the POST, too.
PAYMENT_REDIRECT_ORIGINS = (
    ["https://www.paypal.com", "https://www.sandbox.paypal.com"]
    if PAYPAL_API_URL.startswith("https://")
    else [PAYPAL_API_URL]
)

# Hits per window in seconds; the factor is for offices that share one address, and for load tests.
RATE_LIMIT_FACTOR = env.number("RATE_LIMIT_FACTOR", 1)

# --- Wagtail --------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Kontor"
WAGTAILIMAGES_AVIF_QUALITY = 55  # looks like WebP's 80; at AVIF's 80 files are larger than WebP's
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # of new pages; the addresses that there are stay
WAGTAIL_FINISH_WORKFLOW_ACTION = "website.approval.publish_approved"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.picture_forms.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.PublicDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Logging: ids and codes, never names or addresses ----------------------------------------------------------------
LOG_FORMAT = env.choice("LOG_FORMAT", "json" if PRODUCTION else "line", ("json", "line"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "core.logs.Line"}, "json": {"()": "core.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # what visitors cannot have is a line of core.requests already
        "django_tasks": {"level": "WARNING"},
        "huey": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "factur-x": {"level": "WARNING"},
    },
}
