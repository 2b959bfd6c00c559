"""A lost link is sent again to the address that was given with the message, in one letter for all of them.

Whoever asks is told the same whether the address is known or not: what is looked up, a worker looks up.
"""

from datetime import datetime
from hashlib import sha256

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from appeals.models import Appeal
from roadmap import effects
from roadmap.channels import CHANNELS
from roadmap.delivery import Content
from roadmap.models import City, Subscriber
from roadmap.moments import day_words
from roadmap.notices import Notice, tell
from roadmap.own_address import absolute

EFFECT = "send-lost-links"
MOST = 50  # in one letter, the latest first


def ask(address: str, *, city: City, language: str, at: datetime) -> None:
    """Left to be done for any address, so that the time an answer takes tells nothing."""
    key = f"{city.pk}:{sha256(address.encode()).hexdigest()}"
    effects.leave(EFFECT, key, at=at, address=address, city=city.pk, language=language)


def send(*, at: datetime, address: str, city: int, language: str) -> None:
    """By name in settings.EFFECTS."""
    found = Appeal.objects.filter(city=city).of_author(address).select_related("city", "category")
    appeals = list(found.order_by("-submitted_at")[:MOST])
    if not appeals or not CHANNELS["mail"].is_configured():
        return
    shown = appeals[0].city
    reader, _new = Subscriber.objects.get_or_create(
        city=shown,
        channel=Subscriber.Channel.MAIL,
        address=address,
        defaults={"language": language, "created_at": at},
    )
    subject = f"lost:{reader.pk}"
    with override(reader.language):
        text = "\n\n".join(_line(appeal, at) for appeal in appeals)
        content = Content(title=_("Links to your messages about roads"), text=text, caption="", url="")
    last = reader.deliveries.filter(subject=subject).aggregate(last=Max("version"))["last"]
    tell(subject, (last or 0) + 1, [Notice(reader.pk, reader.channel, content, at)], city=shown, at=at)


def _line(appeal: Appeal, at: datetime) -> str:
    day = day_words(appeal.submitted_at, appeal.city.zone, at)
    told = ", ".join(filter(None, [f"№ {appeal.number}", str(appeal.category), appeal.street, day]))
    return f"{told}\n{absolute(appeal.get_secret_url())}"
