"""System checks: what an installation lacks, with a hint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from roadmap import catalogues, extensions
from roadmap.channels import ChannelError, mail, max, push
from roadmap.keys import is_address, is_key, is_name

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@register()
def secret_key(app_configs, **kwargs):
    if settings.SECRET_KEY:
        return []
    return [Error("SECRET_KEY is empty.", hint="./run makes one; else set SECRET_KEY.", id="roadmap.E001")]


@register(deploy=True)
def telegram(app_configs, **kwargs):
    if bool(settings.TELEGRAM_TOKEN) == bool(settings.TELEGRAM_CHAT):
        return []
    hint = "Set both TELEGRAM_TOKEN and TELEGRAM_CHAT, or neither."
    return [Warning("The Telegram channel is half configured.", hint=hint, id="roadmap.W001")]


@register()
def certificates_of_max(app_configs, **kwargs):
    try:
        max.trust()
    except ChannelError:
        hint = "Give the path of a PEM file with the Russian Trusted Root certificates, or take the line out."
        return [Warning("MAX_CA_BUNDLE is no readable file of certificates.", hint=hint, id="roadmap.W011")]
    return []


@register()
def mail_to_readers(app_configs, **kwargs):
    """Half set, nothing is sent; a password over plain SMTP is told to everybody on the way."""
    server = mail.Server.of(settings.EMAIL_URL)
    if (settings.EMAIL_URL or settings.EMAIL_FROM) and not (server and mail.sender()):
        hint = "Set EMAIL_URL (smtps://user:password@host) and EMAIL_FROM (Roads <roads@example.org>), or neither."
        return [Warning("E-mail to subscribers is half configured.", hint=hint, id="roadmap.W008")]
    if server and server.password and not server.is_encrypted and server.host not in LOOPBACK:
        hint = "Give EMAIL_URL as smtps:// or smtp+tls://."
        return [Warning("The mail server's password goes over plain SMTP.", hint=hint, id="roadmap.W009")]
    return []


@register()
def push_to_readers(app_configs, **kwargs):
    if not settings.VAPID_PRIVATE_KEY or push.public_key():
        return []
    hint = "Take the line out of the data folder's `environment`: ./run makes a new key, and browsers subscribe anew."
    return [Warning("VAPID_PRIVATE_KEY is no key of the curve P-256.", hint=hint, id="roadmap.W010")]


@register()
def second_reader(app_configs, **kwargs):
    """A key without an address is asked of nobody; over plain HTTP it is told to everybody on the way; one that no
    header can carry goes nowhere, nor does anything to an address that is none."""
    url, model, key = settings.SECOND_READER_URL, settings.SECOND_READER_MODEL, settings.SECOND_READER_KEY
    if (key or model or url) and not (url and model):
        hint = "Set SECOND_READER_URL and SECOND_READER_MODEL, and SECOND_READER_KEY where it wants one, or none."
        return [Warning("The second reader is half configured and is not asked.", hint=hint, id="roadmap.W003")]
    if url and not is_address(url):
        hint = "Give SECOND_READER_URL up to /v1, such as http://127.0.0.1:8080/v1."
        return [Warning("The second reader's address is none.", hint=hint, id="roadmap.W006")]
    if not is_name(model) or (key and not is_key(key)):
        hint = "Give SECOND_READER_KEY in ASCII, without blanks and line breaks, and SECOND_READER_MODEL as one line."
        return [Warning("The second reader's key or model cannot be sent.", hint=hint, id="roadmap.W007")]
    parts = urlsplit(url)
    if key and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        hint = "Give SECOND_READER_URL with https, or SECOND_READER_KEY to a server on this machine only."
        return [Warning("The second reader's key goes over plain HTTP.", hint=hint, id="roadmap.W004")]
    if settings.SECOND_READER_TIMEOUT_S >= settings.CELERY_TASK_TIME_LIMIT:
        hint = f"Give SECOND_READER_TIMEOUT_S less than {settings.CELERY_TASK_TIME_LIMIT} s, the time a task may take."
        return [Warning("The second reader may outlive its worker.", hint=hint, id="roadmap.W005")]
    return []


@register(Tags.translation)
def translations(app_configs, **kwargs):
    """Each process compiles them at its start, if it may."""
    stale = [str(source) for source in catalogues.sources() if not catalogues.is_compiled(source)]
    if not stale:
        return []
    hint = "Run `./run manage compile_catalogues` once as the user to whom the checkout belongs."
    return [
        Warning(
            f"Not compiled, so old words or English ones are said: {', '.join(stale)}.", hint=hint, id="roadmap.W002"
        )
    ]


@register(Tags.database)
def database_extensions(app_configs, databases, **kwargs):
    """`migrate` asks before it begins."""
    lacks = {name: extensions.missing(connections[name]) for name in databases or ()}
    return [
        Error(
            f"The database lacks {', '.join(names)}.",
            hint=extensions.how_to_make(names, connections[database].settings_dict["NAME"]),
            id="roadmap.E002",
        )
        for database, names in lacks.items()
        if names
    ]
