"""Where an agency wants a second person, what a source tells waits for an approver as a dispatcher's does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from closures import actions, amending, proposals
from closures.models import KnownClash, ProposedChange, RoadEvent
from closures.sources import report
from closures.workflow import MoveRefused
from roadmap.models import User
from tests.closures.desk import change, do, page_of
from tests.closures.factories import phase, published
from tests.closures.sources.files import notice, notices
from tests.closures.sources.readings import outcomes, taken
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def strict(source):
    source.becomes = "published"
    source.save()
    source.agency.needs_second_person = True
    source.agency.save()
    return source


def test_where_a_second_person_is_wanted_what_comes_waits_for_review(strict, dispatcher):
    taken(strict, notices(notice("1/26")), by=dispatcher)
    event = RoadEvent.objects.get()
    last = event.changes.latest("version")
    assert (event.status, last.verb, last.comment) == ("in-review", "submitted", "из источника «Ордера»")
    assert outcomes(taken(strict, notices(notice("1/26", purpose="Другое")), at=LATER)) == ["updated"]
    event.refresh_from_db()
    assert (event.status, event.reason) == ("in-review", "Другое")


def test_who_took_new_words_from_a_source_does_not_approve_them(strict, dispatcher):
    approver = User.objects.create_user("approver", password="pass-word-1", agency=strict.agency, roles=["approver"])
    taken(strict, notices(notice("1/26")), by=dispatcher)
    taken(strict, notices(notice("1/26", purpose="Другое")), by=approver, at=LATER)
    with pytest.raises(MoveRefused, match="сами"):
        actions.publish(RoadEvent.objects.get(), by=approver, at=LATER)


def test_who_uploaded_a_file_does_not_approve_what_another_took_of_it(strict, dispatcher):
    approver = User.objects.create_user("approver", password="pass-word-1", agency=strict.agency, roles=["approver"])
    taken(strict, notices(notice("1/26")), by=dispatcher, uploaded_by=approver)
    with pytest.raises(MoveRefused, match="сами"):
        actions.publish(RoadEvent.objects.get(), by=approver, at=LATER)
    other = User.objects.create_user("other", password="pass-word-1", agency=strict.agency, roles=["approver"])
    actions.publish(RoadEvent.objects.get(), by=other, at=LATER)
    taken(strict, notices(notice("1/26", purpose="Другое")), by=dispatcher, uploaded_by=approver, at=LATER)
    proposal = ProposedChange.objects.get()
    with pytest.raises(MoveRefused, match="сами"):
        proposals.check_approver(proposal, approver)
    proposals.check_approver(proposal, other)


@pytest.fixture
def shown(strict):
    taken(strict, notices(notice("1/26")))
    actions.publish(RoadEvent.objects.get(), by=None, at=NOW)
    return RoadEvent.objects.get()


@pytest.fixture
def second(strict):
    return signed_in(
        User.objects.create_user("approver", password="pass-word-1", agency=strict.agency, roles=["approver"])
    )


NEW = notices(notice("1/26", purpose="Другое", days=("2026-07-01", "2026-07-12"), mended=("2026-07-13", "2026-07-20")))


@pytest.mark.parametrize("has_person", [True, False])
def test_what_a_source_changes_of_what_is_shown_waits_for_an_approver(strict, shown, second, dispatcher, has_person):
    run = taken(strict, NEW, at=LATER, by=dispatcher if has_person else None)
    shown.refresh_from_db()
    assert (outcomes(run), shown.reason) == (["proposed"], "Прокладка кабеля")
    assert "«Другое»" in run.rows.get().reason
    queue = second.get("/desk/", {"state": "review"}).content.decode()
    assert f"/desk/events/{shown.pk}/" in queue and ("dispatcher" if has_person else "Ордера") in queue
    page = page_of(second, shown.pk)
    assert "из источника «Ордера»" in page and "<ins>Другое</ins>" in page
    assert outcomes(taken(strict, NEW, at=LATER)) == ["proposed"]  # once
    assert shown.changes.filter(verb="proposed").count() == 1
    assert do(second, shown.pk, "approve").json()["reason"] == "Другое"
    shown.refresh_from_db()
    assert shown.end == datetime(2026, 7, 20, 19, tzinfo=UTC)
    assert outcomes(taken(strict, NEW, at=LATER)) == ["unchanged"]
    assert outcomes(taken(strict, notices(notice("1/26")), at=LATER)) == ["proposed"]  # it is nobody's correction


def test_what_a_source_takes_back_waits_no_more(strict, shown, second):
    taken(strict, NEW, at=LATER)
    only_words = notices(notice("1/26", purpose="Другое"))
    assert outcomes(taken(strict, only_words, at=LATER)) == ["proposed"]
    assert "phases" not in ProposedChange.objects.get().values  # the term that it told before
    do(second, shown.pk, "return", {"comment": "уточните"})
    assert outcomes(taken(strict, notices(notice("1/26")), at=LATER)) == ["unchanged"]
    assert not ProposedChange.objects.exists()
    last = shown.changes.latest("version")
    assert (last.verb, last.comment) == ("withdrawn", "из источника «Ордера»")
    assert outcomes(taken(strict, NEW, at=LATER)) == ["proposed"]


def test_what_a_source_told_waits_again_when_its_approval_is_taken_back(strict, shown, second):
    strict.agency.hold_s = 60
    strict.agency.save()
    taken(strict, NEW, at=NOW)
    do(second, shown.pk, "approve")
    assert do(second, shown.pk, "undo").status_code == 200
    again = taken(strict, NEW, at=NOW)
    assert outcomes(again) == ["proposed"]
    assert "«Другое»" in again.rows.get().reason


def test_what_the_desk_refuses_of_a_source_leaves_nothing_older_to_approve(strict, shown, monkeypatch):
    taken(strict, NEW, at=LATER)

    def refuse(*_told, **_who):
        raise ValidationError("Так нельзя.")

    monkeypatch.setattr("closures.sources.proposing.take_change", refuse)
    assert outcomes(taken(strict, notices(notice("1/26", purpose="Третье")), at=LATER)) == ["kept"]
    assert not ProposedChange.objects.exists()


def test_a_newer_word_takes_the_place_of_one_that_a_person_took_over(strict, shown, dispatcher):
    taken(strict, NEW, at=LATER, by=dispatcher)
    assert outcomes(taken(strict, notices(notice("1/26", purpose="Третье")), at=LATER)) == ["proposed"]
    proposal = ProposedChange.objects.get()
    assert (proposal.values["reason"], proposal.by) == ("Третье", None)


def test_what_was_withdrawn_is_told_and_not_proposed_again(strict, shown, second):
    taken(strict, NEW, at=LATER)
    do(second, shown.pk, "withdraw")
    again = taken(strict, NEW, at=LATER)
    assert (outcomes(again), ProposedChange.objects.exists()) == (["kept"], False)
    assert again.rows.get().reason.startswith("Это изменение должен увидеть согласующий: ")
    assert outcomes(taken(strict, notices(notice("1/26", purpose="Третье")), at=LATER)) == ["proposed"]


def test_a_persons_own_change_that_waits_stays_and_the_sources_follows_it(strict, shown, second, dispatcher):
    desk = signed_in(dispatcher)
    change(desk, shown.pk, {"note": "Проход закрыт"})
    assert outcomes(taken(strict, NEW, at=LATER)) == ["kept"]
    assert ProposedChange.objects.get().values["note"] == "Проход закрыт"
    do(second, shown.pk, "approve")
    assert outcomes(taken(strict, NEW, at=LATER)) == ["proposed"]
    assert "dispatcher" not in change(desk, shown.pk, {"note": "Проход открыт"}).json()["status"][0]
    ProposedChange.objects.update(source=None)  # it was deleted meanwhile
    (words,) = change(desk, shown.pk, {"note": "Проход открыт"}).json()["status"]
    assert words == "Согласования уже ждёт изменение (источник работ): сначала согласуют или вернут его."


def test_works_long_over_go_past_no_approver(strict):
    old = notice("1/23", days=("2023-05-03", "2023-05-12"), mended=("2023-05-13", "2023-05-19"))
    run = taken(strict, notices(old))
    (event,) = RoadEvent.objects.all()
    assert (event.status, event.published_at, RoadEvent.objects.public().exists()) == ("finished", None, False)
    (told,) = report.summary(run)["not_shown"]
    assert told["reason"] == "Давно закончены: сохранены для истории и не показаны, так как согласующий их не видел."
    assert told["reason"] in list(report.table(run))[0]


def test_what_a_hand_corrected_is_told_again_when_the_rest_was_approved(strict, shown, second, dispatcher):
    approver = User.objects.get(username="approver")
    amending.change(shown, fields={"reason": "Ремонт теплотрассы"}, by=approver, at=NOW, proposed_by=dispatcher)
    assert outcomes(taken(strict, NEW, at=LATER)) == ["proposed"]
    do(second, shown.pk, "approve")
    again = taken(strict, NEW, at=LATER)
    assert outcomes(again) == ["kept"]
    assert again.rows.get().reason == "Почему и кто · Словами: здесь «Ремонт теплотрассы», в источнике «Другое»"


def test_a_new_place_that_waits_was_corrected_by_no_hand(strict, shown):
    (row,) = taken(strict, notices(notice("1/26", (-100, 200))), at=LATER).rows.all()
    assert row.outcome == "proposed"
    assert row.reason == "Это изменение должен увидеть согласующий: Где: в источнике другое"


def test_the_reason_of_a_source_is_not_the_approvers_own(strict, second, other_agency):
    strict.vehicle_impact = "all-lanes-closed"
    strict.save()
    taken(strict, notices(notice("1/26")))
    shown = RoadEvent.objects.get()
    actions.publish(shown, by=None, at=NOW)
    shut = {"planned_start": datetime(2026, 7, 17, tzinfo=UTC), "planned_end": datetime(2026, 7, 19, tzinfo=UTC)}
    published(other_agency, phases=[phase(**shut)])
    taken(strict, NEW, at=LATER)
    with time_machine.travel(LATER, tick=False):
        assert do(second, shown.pk, "approve").status_code == 200
    (known,) = KnownClash.objects.all()
    assert (known.reason, known.by) == ("из источника «Ордера»", None)
