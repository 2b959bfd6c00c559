"""Settings: each value is read once from the environment, with a default that runs on a laptop."""

import hashlib
import re
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from roadmap.environment import Environment
from roadmap.languages import spoken
from roadmap.libraries import bundled

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR)
DATA_DIR = env.data_dir


# A database that is away is told within `timeout` (seconds); an attempt that is given up soon is made anew by the next
# request, so that nobody waits out the pool's growing pauses once it is back.
POOL = {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8), "timeout": 1, "reconnect_timeout": 1}


# Of the web alone, which sets it (roadmap/wsgi.py): imports, migrations and commands take their time. 0 is no limit.
STATEMENT_TIMEOUT_S = env.number("DATABASE_STATEMENT_TIMEOUT_S", 0)
IDLE_IN_TRANSACTION_S = 60  # far longer than a page thinks between two statements


def database(url: str, statement_timeout_s: int = 0) -> dict:
    """DATABASES entry of a postgres:// or postgis:// address; a socket's folder is `host` in its query."""
    found = dj_database_url.parse(url, engine="django.contrib.gis.db.backends.postgis", conn_health_checks=True)
    options = found.pop("OPTIONS", {})
    if statement_timeout_s:
        options["options"] = f"{time_limits(statement_timeout_s)} {options.get('options', '')}".rstrip()
    return found | {
        "HOST": found["HOST"] or options.pop("host", ""),
        "PORT": str(found["PORT"] or options.pop("port", "")),
        "OPTIONS": {"connect_timeout": 2, **options, "pool": POOL},
        # A pool would hold the tests' database open at the end.
        "TEST": {"NAME": env.text("TEST_DATABASE") or None},
    }


def time_limits(statement_s: int) -> str:
    """For libpq; what the address's own `options` say comes later and wins."""
    return f"-c statement_timeout={statement_s}s -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_S}s"


# What and where
CITY = env.text("CITY")  # slug; empty: the city imported last by hand, else the demonstration city
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
IS_HTTPS = SITE_URL.startswith("https://")
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if re.match(r"https?://", SITE_URL) else []

CSRF_FAILURE_VIEW = "roadmap.views.failures.stale_form"

GDAL_LIBRARY_PATH = bundled("pyogrio", "libgdal-*.so*")
GEOS_LIBRARY_PATH = bundled("shapely", "libgeos_c-*.so*")
if GDAL_LIBRARY_PATH is None:
    del GDAL_LIBRARY_PATH
if GEOS_LIBRARY_PATH is None:
    del GEOS_LIBRARY_PATH

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "csp",
    "leaflet",
    "rest_framework",
    "rest_framework_gis",
    "drf_spectacular",
    "roadmap",
    "closures",
    "appeals",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "roadmap.middleware.Compressed",
    "roadmap.middleware.KeptByNobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "roadmap.middleware.LanguageInAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "roadmap.city_clock.CityClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "appeals.api.open311.middleware.Told",
    "roadmap.middleware.DatabaseAway",
    "roadmap.middleware.Refusals",
    "roadmap.middleware.Unreadable",
    "roadmap.middleware.RefusedStaffNoted",
]

ROOT_URLCONF = "roadmap.urls"
WSGI_APPLICATION = "roadmap.wsgi.application"
AUTH_USER_MODEL = "roadmap.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "map"
# Where a role begins after signing in: the first that somebody has; an address's name and what it is asked
ROLE_HOMES = {
    "dispatcher": ("desk", ""),
    "approver": ("desk", "state=review"),
    "operator": ("desk-appeals", ""),
    "editor": ("desk-stories", ""),
    "administrator": ("desk-setup", ""),
    "leader": ("morning", ""),
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roadmap.context.site",
            ]
        },
    }
]

# Data
DATABASES = {"default": database(env.text("DATABASE_URL", "postgis:///roadmap"), STATEMENT_TIMEOUT_S)}
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Queue. The truth is always a row in Postgres; the timeout must exceed the longest task, or a task runs twice.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 40
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A stranger's picture may take a worker's memory, or its life: photos have a queue and a worker of their own, and so
# have videos, which take minutes. So have letters (roadmap/channels/mail.py), for a mail server may take its time with
# each, and files of the set-up.
CELERY_TASK_ROUTES = {
    "appeals.tasks.look_at_photo": {"queue": "photos"},
    "appeals.tasks.remake_photo": {"queue": "photos"},
    "appeals.tasks.look_at_video": {"queue": "videos"},
    "appeals.tasks.remake_video": {"queue": "videos"},
    "roadmap.tasks.work_on_upload": {"queue": "uploads"},
}
CELERY_BEAT_SCHEDULE = {
    "advance-events": {"task": "closures.clock.advance_events", "schedule": 20.0, "options": {"expires": 20}},
    "advance-appeals": {"task": "appeals.clock.advance_appeals", "schedule": 600.0, "options": {"expires": 600}},
    "watch-terms": {"task": "appeals.clock.watch_terms", "schedule": 60.0, "options": {"expires": 60}},
    "morning": {"task": "appeals.clock.tell_leaders", "schedule": 600.0, "options": {"expires": 600}},
    "follow-up-due": {"task": "roadmap.clock.follow_up_due", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-photos": {"task": "appeals.clock.sweep_photos", "schedule": 3600.0, "options": {"expires": 3600}},
    "look-at-photos": {"task": "appeals.clock.look_at_photos", "schedule": 10.0, "options": {"expires": 10}},
    "second-reader": {
        "task": "closures.clock.look_after_suggestions",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-notices": {"task": "roadmap.clock.sweep_notices", "schedule": 600.0, "options": {"expires": 600}},
    "sessions": {"task": "roadmap.clock.prolong_sessions", "schedule": 3600.0, "options": {"expires": 3600}},
    "sweep-uploads": {"task": "roadmap.clock.sweep_uploads", "schedule": 3600.0, "options": {"expires": 3600}},
    "subscriptions": {
        "task": "closures.clock.look_after_subscriptions",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "unconfirmed": {"task": "closures.clock.tell_of_silence", "schedule": 600.0, "options": {"expires": 600}},
    "evidence": {"task": "closures.clock.forget_evidence", "schedule": 3600.0, "options": {"expires": 3600}},
    "trips": {"task": "closures.clock.look_after_trips", "schedule": 60.0, "options": {"expires": 60}},
    "deliver-due": {"task": "roadmap.clock.deliver_due", "schedule": 10.0, "options": {"expires": 10}},
}

# The web server: threads of one of its processes, each with a database connection of the pool
WEB_THREADS = env.number("WEB_THREADS", 4)

# Language and time
LANGUAGE_CODE = "ru"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # the reader chose: it is kept
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = spoken(LOCALE_PATHS[0])
TIME_ZONE = "Asia/Yekaterinburg"  # where no city says otherwise; a request goes by the city's clock
USE_TZ = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    (package, path)
    for package, path in [("protomaps-leaflet", BASE_DIR / "node_modules" / "protomaps-leaflet" / "dist")]
    if path.is_dir()
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "roadmap.staticfiles.Storage"},
}
MEDIA_ROOT = DATA_DIR / "media"  # residents' photos: outside the web root, handed out by views only
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "roadmap.uploads.UnnamedFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = env.text("UPLOAD_TEMP_DIR") or None
PHOTO_MAX_BYTES = 15 * 1024 * 1024
PHOTO_MAX_COUNT = 5
VIDEO_MAX_BYTES = 50 * 1024 * 1024  # a minute of a phone's 1080p
PHOTO_PATIENCE_S = 5  # the form waits no longer for photos to be looked at

# The map
MAP_LAYERS = [
    "closures.layers.RoadEventLayer",  # one for each kind
    "appeals.layers.Appeals",
]
# What the service worker (/sw.js) is made of, in this order; each file listens to events of its own
WORKER_SCRIPTS = [
    "roadmap/js/worker/offline.js",
    "roadmap/js/worker/push.js",
    "appeals/js/worker/waiting.js",
    "appeals/js/worker/crew.js",
]
# What search engines are told of, by the name of its sitemap
SITEMAPS = {
    "pages": "roadmap.sitemaps.Pages",
    "events": "closures.sitemaps.Events",
    "streets": "closures.sitemaps.Streets",
    "stories": "closures.sitemaps.Stories",
    "districts": "appeals.sitemaps.Districts",
}
# What is not for them: secret pages of residents, staff's, and what changes something
UNLISTED = (
    *(
        "/m/",
        "/site/",
        "/unsubscribe/",
        "/desk/",
        "/morning/",
        "/admin/",
        "/login/",
        "/logout/",
        "/password/",
        "/language/",
    ),
    "/api/staff/",
)
# What goes with letters to bodies: the subject's name before the colon → who makes the files
LETTER_FILES = {"claim": "appeals.claim_letters.files_of", "week": "appeals.week_letters.files_of"}
# What a delivery's subject is: its name before the colon → who tells the desk's pages of those that a user may edit
SUBJECT_PAGES = {
    "road-event": "closures.views.desk.pages_of",
    "eve": "closures.views.desk.pages_of",
}
EVENT_KINDS = "closures.kinds.CHOICES"  # what an account may carry
# What actions and the clock leave to be done: name → who does it, called as roadmap.effects says
EFFECTS = {
    "work-on-upload": "roadmap.setting_up.uploads.hand_to_worker",
    "road-event-changed": "closures.effects.tell_of_change",
    "follow-clashes": "closures.effects.follow_clashes",
    "tell-readers": "closures.subscriptions.fan_out.tell",
    "publish-event": "closures.clock.publish",
    "start-event": "closures.clock.start",
    "mark-overdue": "closures.clock.mark_overdue",
    "start-stage": "closures.clock.start_stage",
    "finish-event": "closures.clock.finish",
    "remind-of-event": "closures.clock.remind",
    "renew-event": "closures.clock.renew",
    "plan-counts-anew": "closures.effects.count_plan_anew",
    "derive-event": "closures.effects.derive_event",
    "source-run": "closures.sources.runs.step",
    "event-of-network": "appeals.intake.events.work_on",
    "claim-warranty": "appeals.effects.claim_warranty",
    "works-ended": "appeals.effects.note_works_ended",
    "remove-photos": "appeals.effects.remove_files",
    "tell-of-message": "appeals.notices.tell_of",
    "send-lost-links": "appeals.lost_links.send",
    "close-message": "appeals.clock.close",
    "question-expired": "appeals.clock.expire",
    "forget-author": "appeals.clock.forget",
}
# What readers ask for: tables whose rows point at a Subscriber, which is forgotten with the last of them
WISHES_OF_READERS = ["closures.Subscription", "appeals.Follower"]
# Steps of the guide for a new installation, in this order: called with the city, None before there is one
SETUP_STEPS = [
    "roadmap.setting_up.steps.roads",
    "roadmap.setting_up.steps.city",
    "roadmap.setting_up.steps.agency",
    "roadmap.setting_up.steps.users",
    "roadmap.setting_up.steps.areas",
    "roadmap.setting_up.steps.segments",
    "roadmap.setting_up.steps.channels",
    "appeals.set_up.categories",
    "appeals.set_up.holidays",
    "appeals.set_up.programs",
]
# Called at the end of each import with (city, numbers of changed segments): what hangs on segments is derived anew
NETWORK_FOLLOWERS = [
    "closures.derive.follow_network",
    "closures.trips.keeping.follow_network",
    "appeals.links.follow_network",
]
LEAFLET_CONFIG = {
    "TILES": [],
    "RESET_VIEW": False,
    "ATTRIBUTION_PREFIX": "Leaflet",
    "PLUGINS": {
        "protomaps": {"js": ["protomaps-leaflet/protomaps-leaflet.js"], "auto-include": False},
    },
}

# Channels: one without credentials is "not configured", and no delivery is made for it
CREDENTIALS_KEYS = env.words("CREDENTIALS_KEY")  # of accounts' credentials in their rows; the first encrypts
TELEGRAM_API = env.text("TELEGRAM_API", "https://api.telegram.org")
TELEGRAM_TOKEN = env.text("TELEGRAM_TOKEN")
TELEGRAM_CHAT = env.text("TELEGRAM_CHAT")
FOREIGN_NETWORKS = env.flag("FOREIGN_NETWORKS")  # X and Instagram: whether this installation may use them at all
INSTAGRAM_API = env.text("INSTAGRAM_API", "https://graph.instagram.com/v23.0")
X_API = env.text("X_API", "https://api.x.com")
MAX_API = env.text("MAX_API", "https://platform-api2.max.ru")
MAX_CA_BUNDLE = env.text("MAX_CA_BUNDLE")  # file of the Russian Trusted Root, which most systems do not know
MASTODON_API = env.text("MASTODON_API", "https://{server}")  # the server stands in the account
VK_API = env.text("VK_API", "https://api.vk.com")
VK_TEXT_MOST = env.number("VK_TEXT_MOST", 15_000)  # characters of a post; VK's documents do not tell
OK_API = env.text("OK_API", "https://api.ok.ru")
OK_TEXT_MOST = env.number("OK_TEXT_MOST", 10_000)
EMAIL_URL = env.text("EMAIL_URL")  # smtp://, smtp+tls:// or smtps://, with user:password@ where it wants them
EMAIL_FROM = env.text("EMAIL_FROM")
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY")  # of web push; ./run makes it
PUSH_HOSTS = env.words(
    "PUSH_HOSTS"
)  # push services beside the known ones: hosts, or origins such as http://127.0.0.1:9
CHANNEL_PACES = not env.flag("CHANNEL_PACES_OFF")  # where another system in between keeps the networks' limits
CHANNEL_TIMEOUT_S = env.number("CHANNEL_TIMEOUT_S", 15)

# A second reader of texts, a model that speaks OpenAI's chat completions: none unless both address and model are set,
# and none for a city that gives it no requests
SECOND_READER_URL = env.text("SECOND_READER_URL")  # up to /v1
SECOND_READER_KEY = env.text("SECOND_READER_KEY")
SECOND_READER_MODEL = env.text("SECOND_READER_MODEL")
SECOND_READER_TIMEOUT_S = env.number("SECOND_READER_TIMEOUT_S", 25)  # in all; a task may live 40 s

# API
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["roadmap.api.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "roadmap.api.schema.Schema",
    "EXCEPTION_HANDLER": "roadmap.api.errors.explain",
    "URL_FORMAT_OVERRIDE": None,  # Accept says it
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Roadmap",
    "DESCRIPTION": (
        "Road works, closures, signal outages and residents' reports of a city. Every address that takes GET takes "
        "HEAD, too, and each answers OPTIONS with what it takes. A method that is not listed here is answered with 405."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/(staff/)?v1",
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "csrfToken": {
                "type": "apiKey",
                "in": "header",
                "name": "X-CSRFToken",
                "description": "The value of the cookie `csrftoken`, sent beside it.",
            }
        }
    },
    "ENUM_NAME_OVERRIDES": {
        "FeatureEnum": ["Feature"],
        "FeatureCollectionEnum": ["FeatureCollection"],
        "RoadEventKindEnum": "closures.kinds.CHOICES",
        "CauseEnum": "closures.models.lists.Cause",
        "DirectionEnum": "closures.models.lists.Direction",
        "SignalModeEnum": "closures.models.lists.SignalMode",
        "VehicleImpactEnum": "closures.models.lists.VehicleImpact",
        "VehicleClassEnum": "closures.models.lists.VehicleClass",
        "ExemptionEnum": "closures.models.lists.Exemption",
        "BasisEnum": "closures.models.lists.Basis",
        "SourceEnum": "closures.models.lists.Source",
        "RoadEventStatusEnum": "closures.workflow.Status",
        "MessageStatusEnum": "appeals.workflow.PUBLIC",
        "PublicStateEnum": "closures.kinds.states.REPORTED_STATES",
        "SomeVehiclesEnum": "closures.models.lists.SOME_VEHICLES",
    },
}

# Limits: tries in a moving window, counted in Redis; the prefix keeps apart installations that share one
RATES = {
    "appeals": env.text("APPEAL_RATE", "20/hour"),
    "subscribe": env.text("SUBSCRIBE_RATE", "20/hour"),
    "subscribe-address": "5/day",  # letters that ask an address for a confirmation
    "hooks": "3000/minute",  # events of networks from one of their addresses
    "hooks-refused": "30/minute",  # those without the secret
    "joins": env.text("JOIN_RATE", "30/hour"),  # who follows somebody's message
    "joins-of-a-message": "20/day",  # of one address, by a link alone
    "own-message": "60/hour",  # verbs of one message by its sender
    "lost-links": "10/hour",
    "lost-links-address": "3/day",  # letters with the links of one address, asked for by one caller
    "lost-links-mailbox": "12/day",  # and by whomever: no stranger uses up its owner's
    "own-data": "20/hour",  # files of the own data
    "appeal-forms": "120/hour",  # of /report/, those refused or asked back, too
    "locate": "120/minute",
    "places": "600/minute",  # a letter each; a house or an office shares an address
    "trips": "20/hour",  # that are kept
    "trip-files": "20/hour",  # those of which nothing can be made, too
    "trip-ways": "30/minute",  # that are searched, and answers about one
    "detour": "120/minute",
    "previews": "120/minute",
    "likes": env.text("LIKE_RATE", "60/hour"),
    "likes-of-a-story": "20/day",  # of one address: a house full of visitors, not a script
    "site": "60/hour",  # words from the street by one foreman's link
    "site-address": "240/hour",  # of one address: a depot shares one
    "paper": "120/hour",  # sheets that one dispatcher has made
    # Passwords (roadmap/signing_in.py): the tenth wrong one in a row is refused.
    "password": "9/15minutes",
    "password-line": "90/15minutes",
    "password-account": "60/hour",
    "password-browser": "9/15minutes",
}
LIMITS_PREFIX = hashlib.blake2s(SECRET_KEY.encode(), digest_size=6).hexdigest()
# Behind HTTPS stands our proxy, which writes the caller's address; without one nobody's header is believed.
NUM_PROXIES = 1 if IS_HTTPS else 0

# Trust
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from this machine, past the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0  # of this host only: its neighbours are not ours
X_FRAME_OPTIONS = "DENY"
# Nothing is fetched from another host, and nothing written into a page runs: the browser is told to hold us to it.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # Leaflet's empty tile; photos before they are sent
        "media-src": [SELF, "blob:"],  # a video before it is sent
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# The map and the report ask for the position; no page asks for anything else that a browser could give. Features that
# Chromium does not know are left out: each would be a complaint in the console of every page.
POWERFUL_FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read"),
    *("compute-pressure", "display-capture", "encrypted-media", "fullscreen", "gamepad", "gyroscope", "hid"),
    *("identity-credentials-get", "idle-detection", "local-fonts", "local-network-access", "magnetometer"),
    *("microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create"),
    *("publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "window-management"),
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = {feature: [] for feature in POWERFUL_FEATURES} | {"geolocation": "self"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "roadmap.logs.SecretsMasked",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},  # Django's own handlers would write lines that are not masked
        "django.server": {"handlers": [], "propagate": True},
        "httpx": {"level": "WARNING"},  # its INFO lines hold the bot's token in the address
        "pymorphy3": {"level": "WARNING"},  # tells of each loading of its dictionary
    },
}
