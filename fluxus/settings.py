"""All settings; every difference between machines comes from an environment variable (.env.example lists them)."""

import os
import re
import sys
from datetime import timedelta
from pathlib import Path

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("FLUXUS_VAR", BASE_DIR / "var")).resolve()
DEVELOPMENT_KEY = "alleen-voor-ontwikkeling-en-demo-0123456789-abcdefghij-klmnopqrst"


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, ja or on."""
    value = os.environ.get(name, "")
    return value.lower() in {"1", "true", "yes", "ja", "on"} if value else default


DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Zet SECRET_KEY (minstens 50 willekeurige tekens), of DEBUG=1 voor ontwikkeling.")
    SECRET_KEY = DEVELOPMENT_KEY
if not DEBUG and SECRET_KEY == DEVELOPMENT_KEY:
    raise ImproperlyConfigured("De standaard SECRET_KEY mag niet in productie.")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]

BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
LOCAL_HOSTS = "127.0.0.1,localhost,[::1]"
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", LOCAL_HOSTS).split(",") if host]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
STAFF_SECOND_FACTOR = flag("STAFF_SECOND_FACTOR", default=not DEBUG)
if not DEBUG and not STAFF_SECOND_FACTOR:
    raise ImproperlyConfigured("Medewerkers hebben in productie altijd een tweede factor nodig.")

INSTALLED_APPS = [
    "contracts",
    "programmes",
    "bookings",
    "network",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fluxus.access.AccessMiddleware",
    "fluxus.web.RefusalMiddleware",
]

ROOT_URLCONF = "fluxus.urls"
WSGI_APPLICATION = "fluxus.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["fluxus.components", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fluxus.home.house",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql:///fluxus"),
        conn_max_age=60,
        conn_health_checks=True,
        disable_server_side_cursors=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "fluxus"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^gezond/$", r"^gereed/$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS and not DEBUG else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = bool(SECURE_HSTS_SECONDS)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the browsers' preload list is a choice of who owns the domain
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR / "media"))
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "fluxus.assets.HashedAssets"
    },
}
if os.environ.get("S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": os.environ["S3_BUCKET"],
            "endpoint_url": os.environ.get("S3_ENDPOINT") or None,
            "access_key": os.environ.get("S3_ACCESS_KEY") or None,
            "secret_key": os.environ.get("S3_SECRET_KEY") or None,
            "region_name": os.environ.get("S3_REGION") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }

MAIL_URL = os.environ.get("MAIL_URL", "console:" if DEBUG else "")
if not MAIL_URL:
    raise ImproperlyConfigured("Zet MAIL_URL, bijvoorbeeld smtp://gebruiker:wachtwoord@mail.example.nl:587/?tls=True.")
mail = dj_email_url.parse(MAIL_URL)
MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": mail["EMAIL_BACKEND"], "OPTIONS": {}}}
if mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
    MAILERS["default"]["OPTIONS"] = {
        "host": mail["EMAIL_HOST"],
        "port": mail["EMAIL_PORT"],
        "username": mail["EMAIL_HOST_USER"],
        "password": mail["EMAIL_HOST_PASSWORD"],
        "use_tls": mail["EMAIL_USE_TLS"],
        "use_ssl": mail["EMAIL_USE_SSL"],
        "timeout": mail["EMAIL_TIMEOUT"] or 20,
    }
elif mail["EMAIL_FILE_PATH"]:
    MAILERS["default"]["OPTIONS"] = {"file_path": mail["EMAIL_FILE_PATH"]}
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "FluXus <noreply@fluxus.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "fluxus.passwords.UnlikeYourself"},
    {"NAME": "fluxus.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "fluxus.passwords.Uncommon"},
    {"NAME": "fluxus.passwords.NotOnlyDigits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "network:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "network:front"
ACCOUNT_ADAPTER = "network.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "network.forms.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "FluXus: "
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("BEHIND_PROXY") else 0
MFA_ADAPTER = "network.adapters.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "network.forms.accounts.AddPasskeyForm",
    "edit_webauthn": "network.forms.accounts.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "FluXus"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

CELERY_BROKER_URL = re.sub(r"^unix://(.*?)(\?db=(\d+))?$", r"redis+socket://\1?virtual_host=\3", REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400 * 1024  # kilobytes; larger than this, a process makes place after its task
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "contracts.render_*": {"queue": "documents"},
    "contracts.advance_run": {"queue": "runs"},
    "contracts.advance_invoice_run": {"queue": "runs"},
    "network.send_*": {"queue": "mail"},
    "programmes.plan_*": {"queue": "planning"},
}
CELERY_TIMEZONE = TIME_ZONE

# closing a whole house sends a choice for each of its bookings, two thousand at most
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# What a letter carries that stands nowhere else: made by (pk, at) at the moment of sending.
MAIL_SECRETS = {
    "signing_link": "contracts.domain.signing.links.fresh",
    "signing_code": "contracts.domain.signing.codes.fresh",
}
# Told of every letter that left or failed for good.
MAIL_LISTENERS = ["contracts.domain.signing.letters.heard", "contracts.domain.sealing.copies.heard"]

IMPORT_KEEP_DAYS = 30  # so long the file of an import, and what undo needs, are kept

NAVIGATION = [
    "network.panels.navigation",
    "bookings.panels.navigation",
    "programmes.panels.navigation",
    "contracts.panels.navigation",
]
START_PANELS = [
    "network.panels.registrations",
    "network.panels.letters",
    "network.panels.my_tasks",
    "network.panels.register_proposals",
    "bookings.panels.decisions",
    "bookings.panels.start",
    "bookings.panels.returning",
    "programmes.panels.start",
    "contracts.panels.start",
    "network.panels.my_wijken",
    "network.panels.latest_moments",
]
FRONT_PANELS = ["programmes.panels.front"]
MIJN_PANELS = [
    "contracts.panels.mijn",
    "contracts.panels.my_proofs",
    "bookings.panels.mijn",
    "programmes.panels.mijn",
    "network.panels.mijn",
]
PARTNER_PANELS = [
    "bookings.panels.of_partner",
    "programmes.panels.of_partner",
    "contracts.panels.of_partner",
    "contracts.panels.proofs_of_partner",
]
WIJK_PANELS = ["programmes.panels.of_wijk"]
SEARCH_SOURCES = [
    "network.search.partners",
    "network.search.labels",
    "network.search.wijken",
    "bookings.search.rooms",
    "programmes.search.offer",
    "contracts.search.numbered",
    "network.search.moments",
    "network.search.tasks",
]
DEMO_BUILDERS = [
    "network.management.demo.build",
    "bookings.management.demo.build",
    "programmes.management.demo.build",
    "contracts.management.demo.build",
]

# What becomes of each key to a partner when two are merged; network.domain.merging explains the words.
MERGE_POLICIES = {
    "network.RoleAssignment.partner": "unite",
    "network.Affiliation.partner": "unite",
    "network.Affiliation.organisation": "unite",
    "network.Membership.partner": "unite",
    "network.Invitation.partner": "move",
    "network.ContactMomentPartner.partner": "unite",
    "network.Address.partner": "choose",
    "network.EmailAddress.partner": "gather:address",
    "network.PhoneNumber.partner": "gather:e164",
    "network.Identifier.partner": "choose",
    "network.SchoolProfile.partner": "choose",
    "network.SchoolProfile.board": "move",
    "network.PartnerTag.partner": "unite",
    "network.Task.partner": "move",
    "network.LocalNetwork.organiser": "move",
    "network.RegisterProposal.partner": "move",
    "network.DuplicatePair.first": "renew",
    "network.DuplicatePair.second": "renew",
    "network.Merge.winner": "follow",
    "network.TimelineEntry.partner": "follow",
    "network.OutgoingMail.partner": "follow",
    "network.ImportRow.chosen": "follow",
    "network.ImportRow.partner": "follow",
    "bookings.Booking.partner": "move",
    "bookings.BookingSeries.partner": "move",
    "bookings.PersonalFeed.partner": "unite",
    "programmes.Activity.maker": "move",
    "programmes.Course.maker": "move",
    "programmes.Delivery.school": "move",
    "programmes.SchoolGroup.school": "move",
    "contracts.Agreement.partner": "move",
    "contracts.Invoice.partner": "move",
    "contracts.BillingProfile.partner": "unite",
    "contracts.BillingProfile.payer": "move",
    "contracts.VatSelection.partner": "move",
    "contracts.BillingHold.partner": "unite",
    "contracts.RunItem.partner": "move",
    "contracts.InvoiceRunItem.partner": "move",
    "contracts.PurchaseInvoice.partner": "move",
    "contracts.SepaMandate.partner": "move",
    "contracts.ReminderLetter.partner": "move",
    "contracts.ReminderPause.partner": "move",
    "contracts.PartnerProof.partner": "move",
    "contracts.DbaCheck.partner": "move",
}
# Addresses whose key is a partner: of somebody who went up in another they lead to the other.
PARTNER_ADDRESSES = [
    "network:partner",
    "network:partner-edit",
    "network:timeline",
    "network:moment-add",
    "programmes:maker-menu",
    "programmes:school-groups",
]
# Asked where a page went that is not found; the first address that is given is where one is sent.
NEW_ADDRESSES = ["network.views.merges.address_of_merged"]

# The key that agreements are sealed with (PKCS#12), and who says what time it is (RFC 3161); docs/adr/0012-seals.md
SIGNING_CERTIFICATE = os.environ.get("SIGNING_CERTIFICATE", "")
SIGNING_CERTIFICATE_PASSWORD = os.environ.get("SIGNING_CERTIFICATE_PASSWORD", "")
OWN_SIGNING_CERTIFICATE = VAR / "seal" / "seal.p12" if DEBUG else None  # made at first need, in development only
TSA_URL = os.environ.get("TSA_URL", "")

SENTRY_DSN = os.environ.get("SENTRY_DSN", "")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO" if not DEBUG else "WARNING")},
    # whom to trust is judged by contracts.domain.sealing.verification; pyHanko writes a traceback per unknown signer
    "loggers": {"pyhanko": {"level": "ERROR"}},
}

TESTING = "pytest" in sys.modules
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ACCOUNT_RATE_LIMITS = False
