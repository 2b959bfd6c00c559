"""A road's warranty: whose the message is, the claim that it writes, its letter, and what a refusal does."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pypdf import PdfReader

from appeals import actions, claims, placing
from appeals.claim_letters import facts, letter_pdf
from appeals.models import Category, WarrantyClaim
from appeals.workflow import MoveRefused
from roadmap import delivery, effects
from roadmap.models import Agency, Delivery, Effect, RoadSegment, User
from tests.appeals.factories import ACROSS_TOWN, NEXT_TO_IT, PUSHKINA, appeal, personal
from tests.conftest import NOW, signed_in
from tests.queries import cost

TODAY = date(2026, 6, 10)


@pytest.fixture
def builder(small_city):
    return Agency.objects.create(
        city=small_city, slug="builder", name="ООО «Дорстрой»", email="office@builder.example", hold_s=0
    )


@pytest.fixture
def segment(small_city, agency, builder):
    """Under warranty until 2028; the segment of PUSHKINA and NEXT_TO_IT."""
    found = appeal(small_city, code="lighting").segment
    RoadSegment.objects.filter(pk=found.pk).update(
        warranty_until=date(2028, 6, 1), warranty_contractor=builder, warranty_contract="№ 17-К/2023", owner=agency
    )
    found.refresh_from_db()
    return found


@pytest.fixture
def written(small_city, segment, follow_up):
    sent = appeal(small_city)
    follow_up(NOW)
    return sent.claims.get()


@pytest.mark.parametrize(
    ("until", "is_the_contractors"), [(TODAY - timedelta(1), False), (TODAY, True), (TODAY + timedelta(1), True)]
)
def test_the_end_of_the_warranty_yesterday_or_tomorrow_flips_the_addressee(
    small_city, agency, builder, segment, follow_up, until, is_the_contractors
):
    RoadSegment.objects.filter(pk=segment.pk).update(warranty_until=until)
    sent = appeal(small_city)
    follow_up(NOW)
    assert sent.agency == (builder if is_the_contractors else agency)
    assert sent.claims.exists() == is_the_contractors


def test_a_pothole_under_warranty_writes_its_claim_with_a_term_and_says_so(small_city, agency, builder, written):
    assert (written.contractor, written.claimant, written.status) == (builder, agency, "written")
    assert (written.street, written.warranty_until) == ("улица Пушкина", date(2028, 6, 1))
    assert written.stretch == "улица Баумана – Речной переулок"
    told = dict(facts(written))
    assert told["Участок улицы"] == written.stretch
    assert told.get("Фото") != "0"
    assert (written.warranty_contract, told["Контракт"]) == ("№ 17-К/2023", "№ 17-К/2023")
    written.stretch = "улица Баумана"
    assert dict(facts(written))["У пересечения с"] == "улица Баумана"
    assert written.due_at == datetime(2026, 6, 20, 18, 59, 59, tzinfo=UTC), "ten days, to the end of the last one"
    note = written.appeals.get().changes.last()
    assert note.verb == "noted"
    assert written.number in note.words


def test_a_later_term_moves_no_claim(written):
    Category.objects.update(claim_days=3)
    due_at = written.due_at
    written.refresh_from_db()
    assert written.due_at == due_at


def test_what_no_warranty_covers_writes_none(small_city, segment, follow_up):
    appeal(small_city, code="lighting")
    appeal(small_city, ACROSS_TOWN)
    follow_up(NOW)
    assert not WarrantyClaim.objects.exists()


def test_a_second_message_joins_the_open_claim_without_a_second_letter(small_city, written, follow_up, mailbox):
    again = appeal(small_city, NEXT_TO_IT)
    follow_up(NOW)
    assert again.claims.get() == written
    assert written.appeals.count() == 2
    assert Delivery.objects.filter(subject=written.subject).count() <= 1


def test_the_claim_is_written_once_however_often_a_worker_dies(small_city, segment, follow_up, mailbox, monkeypatch):
    sent = appeal(small_city)
    effect = Effect.objects.get(name="claim-warranty")
    with monkeypatch.context() as patched:
        patched.setattr(Effect, "delete", lambda self: (_ for _ in ()).throw(RuntimeError("killed")))
        assert effects.run(effect.pk, NOW) is False
    assert not WarrantyClaim.objects.exists(), "all of it or nothing"
    follow_up(NOW + timedelta(minutes=5))
    claims.claim(sent.pk, at=NOW)
    assert WarrantyClaim.objects.count() == 1
    assert Delivery.objects.filter(subject__startswith="claim:").count() == 1


def test_a_moved_pin_writes_it_too(small_city, segment, agency, operator, follow_up):
    sent = appeal(small_city, ACROSS_TOWN)
    placing.correct_place(sent, point=PUSHKINA, by=operator, at=NOW)
    follow_up(NOW)
    assert sent.claims.exists()


def test_the_letter_goes_by_mail_with_its_pdf_and_nothing_of_the_sender(small_city, segment, follow_up, mailbox):
    personal(small_city)
    follow_up(NOW)
    delivery.send(Delivery.objects.get(subject__startswith="claim:").pk, NOW)
    letter = mailbox.letters[-1]
    paper = next(part for part in letter.walk() if part.get_content_type() == "application/pdf")
    told = "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper.get_payload(decode=True))).pages)
    for words in ("улица Пушкина", "ООО «Дорстрой»", "1 июня 2028", "20 июня 2026"):
        assert words in told.replace("\u00a0", " ")
    for private in ("Секретова", "anna@", "+7 999", "подъезда"):
        assert private not in told
        assert private not in letter.as_string()


def test_without_an_address_it_is_written_and_not_sent_and_the_register_says_so(
    small_city, segment, builder, operator, follow_up, mailbox
):
    Agency.objects.filter(pk=builder.pk).update(email="")
    appeal(small_city)
    follow_up(NOW)
    assert WarrantyClaim.objects.exists()
    assert not Delivery.objects.filter(subject__startswith="claim:").exists()
    told = signed_in(operator).get(reverse("desk-claims")).content.decode()
    assert "нет адреса почты: не отправлено" in told


def test_the_claimant_notes_a_refusal_of_a_contractor_who_wants_a_second_person_for_his_own_words(
    agency, builder, operator, written
):
    """Of the claimant's own body an approver is wanted where that wants one."""
    Agency.objects.filter(pk=builder.pk).update(answers_need_second_person=True)
    operator.agency.answers_need_second_person = True
    with pytest.raises(MoveRefused):
        claims.refuse(written, reason="Вскрывали тепловые сети", by=operator, at=NOW)
    operator.agency.answers_need_second_person = False
    claims.refuse(written, reason="Вскрывали тепловые сети", by=operator, at=NOW)
    assert written.appeals.get().agency == agency


def test_a_refusal_gives_the_message_back_to_the_owner_and_the_clock_goes_on(agency, builder, operator, written):
    sent = written.appeals.get()
    with pytest.raises(ValidationError):
        claims.refuse(written, reason=" ", by=operator, at=NOW)
    claims.refuse(written, reason="Вскрывали тепловые сети", by=operator, at=NOW + timedelta(days=2))
    before = sent.answer_due_at
    sent.refresh_from_db()
    written.refresh_from_db()
    assert (written.status, written.reason) == ("refused", "Вскрывали тепловые сети")
    assert (sent.agency, sent.answer_due_at) == (agency, before)
    assert "forwarded" in sent.changes.values_list("verb", flat=True)
    with pytest.raises(MoveRefused):
        claims.finish(written, by=operator, at=NOW)


def test_after_it_is_settled_the_next_message_writes_the_next_one(small_city, operator, written, follow_up):
    claims.accept(written, by=operator, at=NOW)
    claims.finish(written, by=operator, at=NOW)
    again = appeal(small_city, NEXT_TO_IT)
    follow_up(NOW)
    assert again.claims.get() != written


def test_a_message_that_comes_back_after_a_settled_claim_writes_the_next_one(operator, written):
    """Once, however often its worker dies, also where it is settled meanwhile."""
    sent, later = written.appeals.get(), NOW + timedelta(days=3)
    claims.finish(written, by=operator, at=NOW)
    assert claims.claim(sent.pk, at=NOW) is None
    again = claims.claim(sent.pk, at=later)
    claims.finish(again, by=operator, at=later)
    assert claims.claim(sent.pk, at=later) is None
    assert sent.claims.count() == 2


def test_the_register_has_what_is_open_and_overdue_and_done(small_city, operator, written):
    client = signed_in(operator)

    def rows(show):
        return f'id="claim-{written.pk}"' in client.get(reverse("desk-claims"), {"show": show}).content.decode()

    WarrantyClaim.objects.update(due_at=datetime(2100, 1, 1, tzinfo=UTC))
    assert [rows(show) for show in ("open", "overdue", "done", "all", "nonsense")] == [True, False, False, True, True]
    WarrantyClaim.objects.update(due_at=NOW - timedelta(days=400), written_at=NOW - timedelta(days=500))
    written.refresh_from_db()
    assert rows("overdue")
    client.post(reverse("desk-claim", args=[written.pk]), {"verb": "done"})
    assert [rows(show) for show in ("open", "overdue", "done")] == [False, False, True]


def test_the_letter_that_had_no_address_is_sent_once_and_not_after_the_claim_is_settled(
    small_city, segment, builder, operator, follow_up, mailbox
):
    Agency.objects.filter(pk=builder.pk).update(email="")
    appeal(small_city)
    follow_up(NOW)
    claim, client = WarrantyClaim.objects.get(), signed_in(operator)
    Agency.objects.filter(pk=builder.pk).update(email="builder@example.org")
    letters = Delivery.objects.filter(subject=claim.subject)
    WarrantyClaim.objects.update(status="done", settled_at=NOW)
    client.post(reverse("desk-claim", args=[claim.pk]), {"verb": "send"})
    assert not letters.exists()
    WarrantyClaim.objects.update(status="written", settled_at=None)
    for _twice in range(2):
        client.post(reverse("desk-claim", args=[claim.pk]), {"verb": "send"})
    assert letters.count() == 1
    words = [change.words for change in claim.appeals.get().changes.filter(verb="noted")]
    assert words.count(f"Гарантийная претензия {claim} отправлена подрядчику.") == 1


def test_a_refusal_without_a_reason_is_told_and_nothing_is_changed(operator, written):
    client = signed_in(operator)
    answer = client.post(reverse("desk-claim", args=[written.pk]), {"verb": "refuse"}, follow=True)
    assert "почему подрядчик отказывает" in answer.content.decode()
    written.refresh_from_db()
    assert written.is_open
    assert client.post(reverse("desk-claim", args=[written.pk]), {"verb": "burn"}).status_code == 404


def test_the_table_is_for_a_spreadsheet_and_holds_no_formula(operator, written):
    WarrantyClaim.objects.update(street="=HYPERLINK(1)")
    told = signed_in(operator).get(reverse("desk-claims-table")).getvalue().decode("utf-8-sig")
    head, row, *_ = told.splitlines()
    assert len(head.split(";")) == len(row.split(";")) == 10
    assert "'=HYPERLINK" in row


def test_the_table_holds_all_rows_and_the_tabs_count_to_a_bound(written, operator, monkeypatch):
    monkeypatch.setattr("appeals.views.claims.PIECE", 2)
    monkeypatch.setattr("roadmap.pages.MOST_COUNTED", 3)
    told = {field.name: getattr(written, field.name) for field in written._meta.fields if field.name != "id"}
    rows = [WarrantyClaim(**told | {"status": "done", "settled_at": NOW}) for _ in range(4)]
    WarrantyClaim.objects.bulk_create(rows)
    client = signed_in(operator)
    lines = client.get(reverse("desk-claims-table"), {"show": "all"}).getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == [row.number for row in reversed([written, *rows])]
    tabs = client.get(reverse("desk-claims")).context["tabs"]
    counts = {name: count for name, _title, count in tabs}
    assert (counts["open"], counts["done"], counts["all"]) == ("1", "3+", "3+")


def test_one_forwarded_by_hand_to_the_contractor_is_claimed_too(
    small_city, builder, agency, operator, follow_up, mailbox
):
    sent = appeal(small_city)
    RoadSegment.objects.filter(pk=sent.segment_id).update(
        warranty_until=date(2028, 6, 1), warranty_contractor=builder, owner=agency
    )
    actions.forward(sent, builder, reason="Гарантия.", by=operator, at=NOW)
    follow_up(NOW)
    assert sent.claims.get().contractor == builder
    assert Delivery.objects.notices().filter(subject__startswith="claim:").count() == 1


def test_the_contractor_works_on_it_and_a_stranger_finds_nothing(small_city, builder, other_dispatcher, written):
    own = User.objects.create_user("builder", password="pass-word-1", agency=builder, roles=["operator"])
    assert signed_in(own).get(reverse("desk-claim-letter", args=[written.pk])).status_code == 200
    assert signed_in(other_dispatcher).get(reverse("desk-claim-letter", args=[written.pk])).status_code == 404
    assert written.number not in signed_in(other_dispatcher).get(reverse("desk-claims")).content.decode()


def test_many_claims_cost_the_same_questions(small_city, builder, agency, operator, written):
    client = signed_in(operator)
    few = cost(client, reverse("desk-claims"))
    told = {"city": small_city, "contractor": builder, "claimant": agency, "warranty_until": TODAY}
    for _number in range(30):
        WarrantyClaim.objects.create(**told, written_at=NOW, due_at=NOW)
    assert cost(client, reverse("desk-claims")) <= few


def test_the_paper_has_the_numbers_of_messages_and_photos(small_city, segment, follow_up):
    sent = personal(small_city)
    follow_up(NOW)
    told = PdfReader(BytesIO(letter_pdf(sent.claims.get()))).pages[0].extract_text()
    assert sent.number in told
    assert "Фото" in told


def test_everybody_reads_on_the_page_of_the_segment_that_a_claim_is_written(client, written):
    told = client.get(reverse("segment", args=[written.segment_id])).content.decode()
    assert "написана гарантийная претензия" in told.lower()
