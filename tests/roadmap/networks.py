"""An account on a network, a text for it, and what became of it."""

from django.utils import timezone

from roadmap import delivery
from roadmap.channels import Message
from roadmap.delivery import Content, enqueue
from roadmap.models import Account, Delivery, Picture
from tests.conftest import NOW

SUBJECT = "road-event:1"


def account(agency, network: str, place: str, **keys) -> Account:
    row = Account(city=agency.city, network=network, place=place, name=place, owner=agency, made_at=NOW)
    row.seal_keys(keys)
    row.save()
    return row


def told(row: Account, words: str = "Закрыто", version: int = 1, *, subject: str = SUBJECT, **content) -> Delivery:
    """Waits for a worker."""
    made = Content(words, words, words, "https://roads.example/events/1/", **content)
    return enqueue(subject, version, made, city=row.city, at=timezone.now(), channels=[row.network])[0]


def sent(row: Delivery, at=None) -> Delivery:
    delivery.send(row.pk, at or timezone.now())
    return Delivery.objects.get(pk=row.pk)


def picture(city, alt_text: str = "Карта: улица Ленина закрыта") -> Picture:
    return Picture.objects.create(city=city, digest="d" * 64, spec={}, alt_text=alt_text)


def message(text: str = "Закрыто", caption: str = "", **told) -> Message:
    url = "https://roads.example/events/1/"
    return Message(SUBJECT, 1, "Закрыто", text, caption or text, url, NOW, 1, **told)
