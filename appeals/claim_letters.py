"""The letter of a warranty claim: words by mail, the same on paper as PDF, and whether it left the house."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from appeals.forgotten_words import Sender, without_sender
from appeals.models import Appeal, AppealPhoto, WarrantyClaim
from closures.printing.lines import bound
from closures.printing.paper import LINE, MARGIN, SOFT, document, style, text
from roadmap import notices
from roadmap.channels.office import OfficeMail
from roadmap.delivery import TITLE_MOST, Content
from roadmap.lengths import shortened
from roadmap.models import Delivery

ENDS = " – "  # between the two crossings of a part of a street
PDF = "application/pdf"
WIDTH = A4[0] - 2 * MARGIN
TITLE, BODY, LABEL = style(16, is_bold=True), style(10.5), style(9.5, colour=SOFT)
NO_ADDRESS = gettext_lazy("The contractor has no address: not sent.")
NO_MAIL = gettext_lazy("Mail is not set up: not sent.")


def send(claim: WarrantyClaim, *, at: datetime) -> bool:
    """By the one table of deliveries, once a claim; False where there is no address or no mail."""
    if why_not_sent(claim):
        return False
    notices.tell_office(claim.subject, claim.contractor, _content(claim), at=at)
    return True


def why_not_sent(claim: WarrantyClaim) -> str:
    if not claim.contractor.email:
        return str(NO_ADDRESS)
    return "" if OfficeMail().is_configured() else str(NO_MAIL)


def forget_sender(appeal: Appeal, sender: Sender) -> None:
    """Of a message whose row still tells of its sender: their words or name in a refusal go from its claims, and so
    does the house that this message alone told, which may be theirs; also from letters that were sent."""
    for claim in appeal.claims.select_related("city", "contractor").order_by("pk").select_for_update(of=("self",)):
        house = claim.house
        if claim.house == appeal.house and not claim.appeals.exclude(pk=appeal.pk).filter(house=claim.house).exists():
            claim.house = ""
        claim.reason = without_sender(claim.reason, sender)
        claim.save(update_fields=["house", "reason"])
        if house != claim.house:
            _forget_house(claim, house)


def _forget_house(claim: WarrantyClaim, house: str) -> None:
    """From its letters; what else they told stays as it was told."""
    title = shortened(_content(claim).title, TITLE_MOST)
    with override(settings.LANGUAGE_CODE):
        line = f"{_('Nearest house')}: {house}\n"
    for letter in Delivery.objects.notices().filter(subject=claim.subject):
        letter.title, letter.text = title, letter.text.replace(line, "")
        letter.save(update_fields=["title", "text"])


def letters_of(claims: Iterable[WarrantyClaim]) -> dict[int, Delivery]:
    """Deliveries of the letters by the number of their claim, in one question."""
    subjects = {claim.subject: claim.pk for claim in claims}
    rows = Delivery.objects.notices().filter(subject__in=subjects, channel=OfficeMail.name)
    return {subjects[row.subject]: row for row in rows}


def _content(claim: WarrantyClaim) -> Content:
    with override(settings.LANGUAGE_CODE):
        url = settings.SITE_URL + (reverse("segment", args=[claim.segment_id]) if claim.segment_id else "/")
        told = {"claim": claim, "facts": facts(claim), "city": claim.city, "url": url}
        title = _("Warranty claim %(claim)s: %(place)s") % {"claim": claim, "place": claim.place}
        return Content(title, render_to_string("mail/claim.txt", told), "", url)


def files_of(subject: str) -> list[tuple[str, str, bytes]]:
    """What goes with the letter of a delivery (settings.LETTER_FILES): name, type, content."""
    pk = subject.partition(":")[2]
    claim = WarrantyClaim.objects.select_related("city", "contractor", "claimant").filter(pk=pk).first()
    return [(file_name(claim), PDF, letter_pdf(claim))] if claim else []


def file_name(claim: WarrantyClaim) -> str:
    return f"claim-{claim.pk}.pdf"


def facts(claim: WarrantyClaim) -> list[tuple[str, str]]:
    """What the letter tells of the place and the terms; nothing of the senders."""
    messages = list(claim.appeals.select_related("city", "category").order_by("pk"))
    photos = AppealPhoto.objects.filter(appeal__in=messages, is_proof=False).count()
    zone = claim.city.zone
    told = [
        (_("Street"), claim.street),
        (_("Part of the street") if ENDS in claim.stretch else _("At the crossing with"), claim.stretch),
        (_("Nearest house"), claim.house),
        (_("What is wrong"), ", ".join(dict.fromkeys(str(one.category) for one in messages))),
        (_("Messages of residents"), ", ".join(str(one) for one in messages)),
        (_("Photos"), str(photos or "")),
        (_("Warranty until"), date_format(claim.warranty_until, "j E Y")),
        (_("Contract"), claim.warranty_contract),
        (_("To be mended by"), date_format(claim.due_at.astimezone(zone), "j E Y")),
    ]
    return [(title, words) for title, words in told if words]


def letter_pdf(claim: WarrantyClaim) -> bytes:
    with override(settings.LANGUAGE_CODE):
        written = date_format(claim.written_at.astimezone(claim.city.zone), "j E Y")
        title = _("Warranty claim %(claim)s of %(day)s") % {"claim": claim, "day": written}
        sender = claim.claimant.name if claim.claimant else str(claim.city)
        parts = [*_head(claim, sender), text(title, TITLE), Spacer(0, 4 * mm), *_body(claim), *_signature(sender)]
        return document(parts, title=title, author=sender, foot=title)


def _head(claim: WarrantyClaim, sender: str) -> list[Flowable]:
    told = [sender, *([claim.claimant.address, claim.claimant.phone] if claim.claimant else [])]
    head = [text(bound(words), LABEL) for words in told if words]
    to = [text(_("To: %(name)s") % {"name": claim.contractor.name}, BODY)]
    to += [text(bound(claim.contractor.address), BODY)] if claim.contractor.address else []
    return [*head, Spacer(0, 6 * mm), *to, Spacer(0, 6 * mm)]


def _body(claim: WarrantyClaim) -> list[Flowable]:
    asked = _(
        "You mended this part of the street under warranty. Residents report damage there that the warranty covers."
        " Please mend it by the day below, or answer in writing why the warranty does not cover it."
    )
    rows = [[text(title, LABEL), text(words, BODY)] for title, words in facts(claim)]
    table = Table(rows, colWidths=[48 * mm, WIDTH - 48 * mm], splitInRow=1)
    table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return [text(asked, BODY), Spacer(0, 4 * mm), table, Spacer(0, 10 * mm)]


def _signature(sender: str) -> list[Flowable]:
    return [text(f"{bound(sender)}  ____________________", BODY), text(_("signature, name, date"), LABEL)]
