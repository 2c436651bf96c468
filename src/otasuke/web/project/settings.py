"""Django's settings. What differs between installations comes from the environment, as `otasuke serve web` sets it.

Without it they can be read, by tools that look at models; Django refuses to work without a secret.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from otasuke.carrier.account import read_account
from otasuke.web.project.database import read_login

_login = read_login(os.environ.get("OTASUKE_WEB_DATABASE", ""))

SECRET_KEY = os.environ.get("OTASUKE_WEB_SECRET", "")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("OTASUKE_WEB_HOSTS", "").split(",") if host] + [
    "localhost",
    "127.0.0.1",
]
IS_SECURE = os.environ.get("OTASUKE_WEB_HTTPS") == "on"

PUBLIC_URL = os.environ.get("OTASUKE_WEB_URL") or (
    f"{'https' if IS_SECURE else 'http'}://{ALLOWED_HOSTS[0]}"
    if os.environ.get("OTASUKE_WEB_HOSTS")
    else os.environ.get("OTASUKE_WEB_ADDRESS", "http://localhost")
)
"""Where people find the web, for links in what is sent; without a slash at its end."""

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _login.name,
        "HOST": _login.host,
        "PORT": _login.port,
        "USER": _login.user,
        "PASSWORD": _login.password,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"},
    }
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "procrastinate.contrib.django",
    "otasuke.web.ui.apps.Ui",
    "otasuke.web.tenancy.apps.Tenancy",
    "otasuke.web.jobs.apps.Jobs",
    "otasuke.web.accounts.apps.Accounts",
    "otasuke.web.customers.apps.Customers",
    "otasuke.web.tokens.apps.Tokens",
    "otasuke.web.contracts.apps.Contracts",
    "otasuke.web.sensors.apps.Sensors",
    "otasuke.web.joining.apps.Joining",
    "otasuke.web.duty.apps.Duty",
    "otasuke.web.notify.apps.Notify",
    "otasuke.web.hooks.apps.Hooks",
    "otasuke.web.alerts.apps.Alerts",
    "otasuke.web.incidents.apps.Incidents",
    "otasuke.web.reaction.apps.Reaction",
    "otasuke.web.flows.apps.Flows",
    "otasuke.web.mornings.apps.Mornings",
    "otasuke.web.audit.apps.Audit",
    "otasuke.web.provider.apps.Provider",
    "otasuke.web.portal.apps.Portal",
    "otasuke.web.console.apps.Console",
    "otasuke.web.join.apps.Join",
    "otasuke.web.api.apps.Api",
    "otasuke.web.world.apps.World",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "otasuke.web.ui.headers.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "otasuke.web.ui.failing.within_bounds",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "otasuke.web.accounts.reading.as_its_person_reads",
    "otasuke.web.accounts.knocking.NotTooOften",
    "otasuke.web.ui.furigana.with_furigana",
    "django_htmx.middleware.HtmxMiddleware",
    "otasuke.web.api.gate.gate",
]

ROOT_URLCONF = "otasuke.web.project.urls"
WSGI_APPLICATION = "otasuke.web.project.wsgi.application"
AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
"""What the proxy was asked by; only then are links, forms and passkeys those of an HTTPS site."""
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "otasuke.web.ui.failing.stale"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"otasuke.web": {"handlers": ["stderr"], "level": "INFO"}},
}

_here = Path(__file__).resolve().parent.parent

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "libraries": {"i18n": "otasuke.web.ui.templatetags.fixed_texts"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "otasuke.web.ui.context.page",
                "otasuke.web.provider.context.named",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["email", "name"]}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
]
EMAIL_HOST = os.environ.get("OTASUKE_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("OTASUKE_MAIL_PORT", "25"))
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "otasuke.web.jobs.signing.SigningBackend"
DKIM_DOMAIN = os.environ.get("OTASUKE_DKIM_DOMAIN", "")
DKIM_SELECTOR = os.environ.get("OTASUKE_DKIM_SELECTOR", "")
DKIM_KEY = os.environ.get("OTASUKE_DKIM_KEY", "")
"""A file with an RSA key. Without the three no mail is signed."""
DEFAULT_FROM_EMAIL = os.environ.get("OTASUKE_MAIL_FROM", "otasuke@localhost")

HOOKS_MAY_BE_LOCAL = os.environ.get("OTASUKE_HOOKS_LOCAL") == "on"

PROVIDER_NAME = os.environ.get("OTASUKE_PROVIDER_NAME", "お助け隊")
PROVIDER_PHONE = os.environ.get("OTASUKE_PROVIDER_PHONE", "")
PROVIDER_HOURS = os.environ.get("OTASUKE_PROVIDER_HOURS", "")
DESK_MAIL = os.environ.get("OTASUKE_DESK_MAIL", "")
PROVIDER_MARK = os.environ.get("OTASUKE_PROVIDER_MARK", "")
IS_DEMO = os.environ.get("OTASUKE_WEB_DEMO") == "on"
"""Said by the data folder (serving.py). The demo's door asks the database too."""
if IS_DEMO:
    EMAIL_BACKEND = "otasuke.web.world.mailbox.Mailbox"
    EMAIL_FILE_PATH = os.environ.get("OTASUKE_WEB_MAILS", "")

NEVER_BLOCKED = [one for one in os.environ.get("OTASUKE_NEVER_BLOCKED", "").split(",") if one]
"""Domains, addresses and networks of the provider's own, besides those that are known by the other settings."""

CARRIER = read_account(os.environ, callback=None)
"""Who brings texts and calls; None: nobody."""

BROKER_URL = os.environ.get("OTASUKE_NATS_URL", "")
DATA_FOLDER = os.environ.get("OTASUKE_WEB_DATA", "")
"""Where the broker says where it is, if no URL names it; and where the key of seals lies, if none is given."""
SEAL_SECRET = os.environ.get("OTASUKE_WEB_SEAL", "")
GATEWAY_URL = os.environ.get("OTASUKE_WEB_GATEWAY", "")
GATEWAY_CA = os.environ.get("OTASUKE_WEB_GATEWAY_CA", "")
SYSLOG_PORT = int(os.environ.get("OTASUKE_WEB_SYSLOG_PORT") or 0)
SYSLOG_TLS_PORT = int(os.environ.get("OTASUKE_WEB_SYSLOG_TLS_PORT") or 0)
"""How sensors reach the gateway; 0 and "": not by this door."""

PASSKEY_RP = os.environ.get("OTASUKE_PASSKEY_RP", "")

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [Path(os.environ.get("OTASUKE_WEB_LOCALE") or _here / "locale")]
"""Where `gather_texts` has put what gettext reads; the texts themselves are in web/locale."""
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT = os.environ.get("OTASUKE_WEB_STATIC") or None

INTERRUPTIONS_A_DAY = int(os.environ.get("OTASUKE_INTERRUPTIONS_A_DAY") or 8)
"""So often a member of the staff may disturb companies in a day; beyond that he says why. 赤 is not counted."""
