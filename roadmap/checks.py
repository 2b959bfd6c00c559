"""System checks: what an installation lacks, with a hint."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from roadmap import catalogues, extensions


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
