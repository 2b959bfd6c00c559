"""The word of the foreman, by a link without a login: through the same verbs, counted once, kept with its evidence."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from PIL import Image

from closures import actions, by_plan, confirming, proposals, undoing
from closures.models import KnownClash, ProposedChange, SiteLink, SiteReport
from closures.street.keeping import forget_evidence
from closures.street.links import link_of
from closures.workflow import MoveRefused, Status
from roadmap.models import User
from tests.closures.desk import do
from tests.closures.factories import PUSHKINA, active, draft, line, lonlat, phase, published
from tests.conftest import NOW, signed_in
from tests.queries import cost

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDDLE = lonlat(100, 200)  # on улица Пушкина, which is shut from x = 0 to 200
FAR = lonlat(100, -460)  # 660 m to the south of it


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def event(agency):
    """Shut since yesterday by the plan, to be opened in three hours."""
    return active(agency, phases=[phase(planned_start=NOW - HOUR, planned_end=NOW + 3 * HOUR)])


def address_of(event) -> str:
    return link_of(event).get_secret_url()


def told(client, event, word, *, key=None, **values):
    return client.post(address_of(event), {"key": key or uuid4(), "word": word, **values})


def place(at, accuracy=10):
    return {"lon": at[0], "lat": at[1], "accuracy": accuracy}


def wall(moment) -> str:
    """In the small city's clock, as a phone's form sends it."""
    return f"{moment + 5 * HOUR:%Y-%m-%dT%H:%M}"


def picture(size=(64, 48)) -> SimpleUploadedFile:
    out = BytesIO()
    image = Image.new("RGB", size, "red")
    exif = image.getexif()
    exif[0x010E] = "secret words of the camera"
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("site.jpg", out.getvalue(), "image/jpeg")


def test_works_began_just_now(event, anonymous):
    answer = told(anonymous, event, "started")
    assert answer.status_code == 302
    first = event.phases.get()
    assert (first.actual_start, first.start_source) == (NOW, "foreman")
    entry = event.changes.latest("version")
    assert (entry.verb, entry.basis, entry.by) == ("started", "foreman", None)
    assert SiteReport.objects.get().change == entry
    assert "Принято: работы начаты" in anonymous.get(answer["Location"]).content.decode()


def test_the_road_is_open(event, anonymous):
    told(anonymous, event, "finished", **place(MIDDLE))
    event.refresh_from_db()
    assert (event.status, event.end_basis, event.ended_at) == (Status.FINISHED, "foreman", NOW)
    assert SiteReport.objects.get().distance_m < 1


def test_works_began_as_planned(event, anonymous):
    """Said late, it moves nothing: the map has shown it so."""
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        page = anonymous.get(address_of(event)).content.decode()
        assert "по плану, в 11:00" in page
        assert told(anonymous, event, "started-planned").status_code == 302
    assert event.phases.get().actual_start == NOW - HOUR


def test_late_and_just_now_asks_why(event, anonymous):
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        refused = told(anonymous, event, "started")
        assert refused.status_code == 409
        page = refused.content.decode()
        assert page.count('name="comment"') == 1
        assert "Почему не по плану: работы начаты" in page
        assert "Почему сообщаете только сейчас" not in page
        assert told(anonymous, event, "started", comment="ждали технику").status_code == 302
    assert event.phases.get().actual_start == NOW + 2 * HOUR


def test_begun_before_its_time_counts_at_once_and_ended_before_it_the_dispatcher_is_asked(agency, anonymous):
    """The map had shown it as still to come until now, and so it was; a day before, it had not."""
    ahead = phase(geometry=line((0, 0), (200, 0)), planned_start=NOW + 3 * HOUR, planned_end=NOW + 9 * HOUR)
    event = published(agency, phases=[ahead])
    assert "укажите причину" in told(anonymous, event, "started-then", moment=wall(NOW - 5 * HOUR)).content.decode()
    assert told(anonymous, event, "finished").status_code == 302
    assert (SiteReport.objects.get().doubt, event.phases.get().actual_end) == ("early", None)
    assert told(anonymous, event, "started").status_code == 302
    assert event.phases.get().actual_start == NOW
    assert event.changes.latest("version").verb == "started"


def test_a_word_sent_twice_counts_once(event, anonymous):
    key = uuid4()
    first, second = (told(anonymous, event, "finished", key=key) for _ in "ab")
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert event.changes.filter(verb="finished").count() == SiteReport.objects.count() == 1


def test_who_loads_the_page_anew_after_a_lost_answer_moves_nothing(event, anonymous):
    told(anonymous, event, "started")
    with time_machine.travel(NOW + timedelta(minutes=7), tick=False):
        assert told(anonymous, event, "started").status_code == 302
    assert event.phases.get().actual_start == NOW
    assert event.changes.filter(basis="foreman").count() == 1


def test_the_key_of_another_event_is_refused(event, agency, anonymous):
    other, key = published(agency, phases=[phase(geometry=line((0, 0), (200, 0)))]), uuid4()
    told(anonymous, event, "started", key=key)
    assert told(anonymous, other, "started", key=key).status_code == 409
    assert SiteReport.objects.filter(event=other).count() == 0


def test_what_moves_history_asks_for_a_reason(event, anonymous):
    told(anonymous, event, "started")
    then = {"moment": wall(NOW - 30 * timedelta(minutes=1))}
    refused = told(anonymous, event, "started-then", **then)
    assert refused.status_code == 409
    assert "укажите причину" in refused.content.decode()
    assert event.phases.get().actual_start == NOW
    assert told(anonymous, event, "started-then", comment="забыл нажать", **then).status_code == 302
    assert event.phases.get().actual_start == NOW - timedelta(minutes=30)
    assert event.changes.latest("version").comment == "забыл нажать"


def test_a_finish_far_from_the_works_asks_the_dispatcher(event, anonymous, dispatcher):
    told(anonymous, event, "finished", **place(FAR))
    event.refresh_from_db()
    report = SiteReport.objects.get()
    assert (event.status, report.answer, report.doubt) == (Status.PUBLISHED, "asks", "far")
    assert report.distance_m == pytest.approx(660, abs=10)
    desk = signed_in(dispatcher)
    assert "далеко от места работ" in desk.get(f"/desk/events/{event.pk}/").content.decode()
    for _ in "ab":  # a double click
        desk.post(f"/desk/site-reports/{report.pk}/", {"verb": "accept"})
    event.refresh_from_db()
    entry = event.changes.get(verb="finished")
    assert (event.status, entry.by, entry.basis) == (Status.FINISHED, dispatcher, "foreman")


def test_a_phone_that_knows_little_of_its_place_is_believed_for_500_m_more(event, anonymous):
    told(anonymous, event, "finished", **place(FAR, accuracy=200))
    event.refresh_from_db()
    assert event.status == Status.FINISHED


def test_no_accuracy_makes_another_city_near(event, anonymous):
    told(anonymous, event, "finished", **place((lonlat(0, 0)[0] + 1, MIDDLE[1]), accuracy=900_000))
    assert SiteReport.objects.get().doubt == "far"


def test_a_finish_long_before_the_plan_asks(agency, anonymous, dispatcher):
    event = active(agency, phases=[phase(planned_start=NOW - DAY, planned_end=NOW + 9 * DAY)])
    told(anonymous, event, "finished", **place(MIDDLE))
    report = SiteReport.objects.get()
    assert (report.answer, report.doubt) == ("asks", "early")
    for verb in ("decline", "accept"):  # the first answer stands
        signed_in(dispatcher).post(f"/desk/site-reports/{report.pk}/", {"verb": verb})
    event.refresh_from_db()
    report.refresh_from_db()
    assert (event.status, report.answer, report.answered_by) == (Status.PUBLISHED, "declined", dispatcher)


def test_a_day_before_the_end_of_a_long_one_counts(agency, anonymous):
    event = active(agency, phases=[phase(planned_start=NOW - 9 * DAY, planned_end=NOW + DAY)])
    told(anonymous, event, "finished")
    event.refresh_from_db()
    assert event.status == Status.FINISHED


def test_a_later_end_is_a_wish_until_the_dispatcher_says_yes(event, anonymous, dispatcher):
    until = NOW + 2 * DAY
    told(anonymous, event, "extended", until=wall(until))
    assert event.phases.get().planned_end == NOW + 3 * HOUR
    report = SiteReport.objects.get()
    assert report.doubt == "wish"
    signed_in(dispatcher).post(f"/desk/site-reports/{report.pk}/", {"verb": "accept"})
    assert event.phases.get().planned_end == until
    assert event.changes.latest("version").verb == "extended"


def test_where_a_second_person_is_wanted_a_yes_to_a_later_end_waits_for_another(event, agency, anonymous, dispatcher):
    """Nobody knows who held the link: it may have been the approver."""
    agency.needs_second_person = True
    agency.save()
    told(anonymous, event, "extended", until=wall(NOW + 2 * DAY))
    report = SiteReport.objects.get()
    dispatcher.roles = ["approver"]
    dispatcher.save()
    signed_in(dispatcher).post(f"/desk/site-reports/{report.pk}/", {"verb": "accept"})
    report.refresh_from_db()
    proposal = ProposedChange.objects.get()
    assert (report.answer, proposal.by, event.phases.get().planned_end) == ("counts", dispatcher, NOW + 3 * HOUR)
    with pytest.raises(MoveRefused, match="сами"):
        proposals.check_approver(proposal, dispatcher)
    second = User.objects.create_user("second", password="pass-word-1", agency=agency, roles=["approver"])
    answer = do(signed_in(second), event.pk, "approve")
    assert (answer.status_code, event.phases.get().planned_end) == (200, NOW + 2 * DAY), answer.json()


def test_where_the_agency_allows_it_a_later_end_counts_at_once(event, agency, anonymous):
    agency.foremen_may_extend = True
    agency.save()
    told(anonymous, event, "extended", until=wall(NOW + 2 * DAY))
    assert event.phases.get().planned_end == NOW + 2 * DAY


def test_where_a_second_person_is_wanted_an_approver_sees_it_whatever_foremen_may(event, agency, anonymous, dispatcher):
    agency.foremen_may_extend = agency.needs_second_person = True
    agency.save()
    assert "подтвердит диспетчер" in anonymous.get(address_of(event)).content.decode()
    told(anonymous, event, "extended", until=wall(NOW + 2 * DAY))
    report = SiteReport.objects.get()
    assert (report.answer, report.doubt, event.phases.get().planned_end) == ("asks", "wish", NOW + 3 * HOUR)


@pytest.fixture
def in_the_way(event, other_agency):
    """Somebody else's works on the same street as soon as these are over."""
    later = phase(planned_start=NOW + 4 * HOUR, planned_end=NOW + 40 * HOUR)
    return published(other_agency, phases=[later])


def test_a_later_end_that_runs_into_others_goes_on_with_a_reason_only(event, in_the_way, anonymous, dispatcher):
    told(anonymous, event, "extended", until=wall(NOW + DAY))
    address, desk = f"/desk/site-reports/{SiteReport.objects.get().pk}/", signed_in(dispatcher)
    page = desk.post(address, {"verb": "accept"}, follow=True).content.decode()
    assert "Укажите, почему работы всё же продолжаются" in page
    assert event.phases.get().planned_end == NOW + 3 * HOUR
    desk.post(address, {"verb": "accept", "clash_reason": "согласовано с теплосетью"})
    assert event.phases.get().planned_end == NOW + DAY
    assert KnownClash.objects.get().reason == "согласовано с теплосетью"


def test_where_foremen_may_extend_such_an_end_asks_all_the_same(event, in_the_way, agency, anonymous):
    agency.foremen_may_extend = True
    agency.save()
    told(anonymous, event, "extended", until=wall(NOW + DAY))
    report = SiteReport.objects.get()
    assert (report.answer, report.doubt, report.change) == ("asks", "clash", None)
    assert event.phases.get().planned_end == NOW + 3 * HOUR


def test_a_quiet_day_is_kept_and_changes_nothing(event, anonymous):
    version = event.version
    assert told(anonymous, event, "quiet", quiet="curing").status_code == 302
    event.refresh_from_db()
    assert (event.version, SiteReport.objects.get().quiet) == (version, "curing")


@pytest.mark.parametrize(
    ("word", "values", "field"),
    [
        ("started-then", {}, "moment"),
        ("started-then", {"moment": "tomorrow"}, "moment"),
        ("extended", {}, "until"),
        ("extended", {"until": wall(NOW - HOUR)}, "until"),
        ("extended", {"until": wall(NOW + 400 * DAY)}, "until"),
        ("quiet", {}, "quiet"),
        ("quiet", {"quiet": "tired"}, "quiet"),
        ("seen", {}, "photo"),
        ("opened", {}, "word"),
        ("started", {"key": "no-key"}, "key"),
        ("started", {"lat": "999", "lon": "65"}, "lat"),
        ("started", {"lat": "nan", "lon": "65"}, "lat"),
        ("started", {"stage": "7e3"}, "stage"),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(event, anonymous, word, values, field):
    answer = told(anonymous, event, word, **values)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not SiteReport.objects.exists()


def test_a_stage_that_is_none_is_refused(event, anonymous):
    assert told(anonymous, event, "started", stage=2).status_code == 409


def test_of_several_stages_the_one_chosen_is_meant(agency, anonymous):
    first = phase(planned_start=NOW - 2 * DAY, planned_end=NOW + HOUR)
    second = phase(planned_start=NOW + HOUR, planned_end=NOW + 4 * DAY, geometry=line((0, 0), (200, 0)))
    event = published(agency, phases=[first, second], at=NOW - 3 * DAY)
    page = anonymous.get(address_of(event)).content.decode()
    assert 'name="stage" value="1" checked' in page
    told(anonymous, event, "finished", stage=1)
    event.refresh_from_db()
    assert event.status == Status.PUBLISHED
    assert [each.end_source for each in event.phases.order_by("number")] == ["foreman", ""]


def test_both_places_of_one_stage_begin_together(agency, anonymous):
    times = {"planned_start": NOW - HOUR, "planned_end": NOW + 3 * HOUR}
    event = active(agency, phases=[phase(**times), phase(**times, geometry=line((0, 0), (200, 0)))])
    told(anonymous, event, "started")
    assert {each.actual_start for each in event.phases.all()} == {NOW}


@pytest.mark.parametrize("word", ["started", "finished"])
def test_one_word_of_a_stage_of_several_places_is_one_version(agency, anonymous, word):
    times = {"planned_start": NOW - HOUR, "planned_end": NOW + HOUR}
    places = [((0, 200), (200, 200)), ((0, 0), (200, 0)), ((0, 0), (0, 200))]
    later = phase(planned_start=NOW + 2 * HOUR, planned_end=NOW + 4 * DAY)
    event = active(agency, phases=[*(phase(**times, geometry=line(*place)) for place in places), later])
    before = event.version
    told(anonymous, event, word, stage=1)
    event.refresh_from_db()
    assert event.version == before + 1
    sources = event.phases.order_by("number").values_list("start_source" if word == "started" else "end_source")
    assert list(sources) == [("foreman",)] * 3 + [("",)]


def test_a_draft_is_not_published_from_the_street(agency, anonymous):
    event = draft(agency)
    page = anonymous.get(address_of(event))
    assert "ещё не опубликовано" in page.content.decode()
    for word in ("started", "finished"):
        assert told(anonymous, event, word).status_code == 409
    event.refresh_from_db()
    assert event.status == Status.DRAFT
    assert not SiteReport.objects.exists()


def test_what_is_over_stays_as_it_is(event, anonymous, dispatcher):
    address = address_of(event)
    confirming.finish(event, by=dispatcher, at=NOW)
    event.refresh_from_db()
    version = event.version
    assert 'name="word"' not in anonymous.get(address).content.decode()
    assert told(anonymous, event, "started").status_code == 409
    event.refresh_from_db()
    assert event.version == version


def test_what_the_plan_has_ended_may_be_confirmed_from_the_street(event, anonymous):
    by_plan.end_by_plan(event, at=NOW + 30 * HOUR)
    with time_machine.travel(NOW + 31 * HOUR, tick=False):
        told(anonymous, event, "finished")
    event.refresh_from_db()
    assert event.end_basis == "foreman"


def test_the_desk_cancels_it_while_the_foreman_reads(event, anonymous, dispatcher):
    address = address_of(event)
    actions.cancel(event, by=dispatcher, at=NOW)
    assert anonymous.post(address, {"key": uuid4(), "word": "finished"}).status_code == 409
    event.refresh_from_db()
    assert event.status == Status.CANCELLED
    assert not SiteReport.objects.exists()


def test_who_looks_at_an_event_or_prints_it_writes_nothing(event, dispatcher):
    desk = signed_in(dispatcher)
    assert SiteLink.objects.filter(event=event).exists()  # made with the event
    SiteLink.objects.all().delete()
    for page in ("", "order.docx"):
        assert desk.get(f"/desk/events/{event.pk}/{page}").status_code == 200
    assert not SiteLink.objects.exists()


def test_a_link_that_was_shut_or_made_anew_opens_nothing(event, anonymous, dispatcher):
    first, desk = address_of(event), signed_in(dispatcher)
    desk.post(f"/desk/events/{event.pk}/site/", {"verb": "renew"})
    second = address_of(event)
    assert (anonymous.get(first).status_code, anonymous.get(second).status_code) == (404, 200)
    desk.post(f"/desk/events/{event.pk}/site/", {"verb": "revoke"})
    assert anonymous.get(second).status_code == 404
    assert anonymous.post(second, {"key": uuid4(), "word": "finished"}).status_code == 404
    assert link_of(event) is None


def test_a_photo_is_encoded_anew_and_only_the_desk_sees_it(event, anonymous, dispatcher, other_dispatcher):
    told(anonymous, event, "seen", photo=picture())
    report = SiteReport.objects.get()
    address = f"/desk/site-reports/{report.pk}/photo.jpg"
    seen = signed_in(dispatcher).get(address)
    stored = b"".join(seen.streaming_content)
    assert seen["Cache-Control"] == "private, no-store"
    assert b"secret words" not in stored
    assert Image.open(BytesIO(stored)).format == "JPEG"
    assert "site.jpg" not in report.photo.name
    assert signed_in(other_dispatcher).get(address).status_code == 404
    assert anonymous.get(address).status_code == 302


@pytest.mark.parametrize(
    "file",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0 not a picture", b"GIF89a", b""],
)
def test_a_hostile_photo_is_refused_and_nothing_is_kept(event, anonymous, file):
    answer = told(anonymous, event, "started", photo=SimpleUploadedFile("x.jpg", file, "image/jpeg"))
    assert answer.status_code == 400
    assert not SiteReport.objects.exists()
    assert event.phases.get().actual_start is None


def test_one_link_may_tell_so_often(event, anonymous, settings):
    settings.RATES = settings.RATES | {"site": "2/hour"}
    answers = [told(anonymous, event, "quiet", quiet="night").status_code for _ in "abc"]
    assert answers == [302, 302, 429]


def test_junk_uses_up_its_senders_tries_and_not_the_foremans(event, anonymous, settings):
    settings.RATES = settings.RATES | {"site": "1/hour", "site-address": "4/hour"}
    junk = [
        told(anonymous, event, word, stage=stage).status_code for word, stage in (("", 1), ("quiet", 1), ("started", 9))
    ]
    assert junk == [400, 400, 409]
    assert told(anonymous, event, "started").status_code == 302
    assert told(anonymous, event, "").status_code == 429


def test_another_agency_neither_answers_nor_shuts(event, anonymous, other_dispatcher, operator):
    told(anonymous, event, "finished", **place(FAR))
    report = SiteReport.objects.get()
    for stranger in (signed_in(other_dispatcher), signed_in(operator)):
        assert stranger.post(f"/desk/site-reports/{report.pk}/", {"verb": "accept"}).status_code == 404
        assert stranger.post(f"/desk/events/{event.pk}/site/", {"verb": "revoke"}).status_code == 404
    assert anonymous.post(f"/desk/site-reports/{report.pk}/", {"verb": "accept"})["Location"].startswith("/login/")
    report.refresh_from_db()
    assert report.answer == "asks"


def test_the_public_learns_nothing_of_place_and_photo(event, anonymous):
    told(anonymous, event, "started", photo=picture(), **place(MIDDLE))
    report = SiteReport.objects.get()
    for page in (f"/events/{event.pk}/", f"/events/{event.pk}/card/", f"/api/v1/road-events/{event.pk}/"):
        words = anonymous.get(page).content.decode()
        assert str(report.key) not in words
        assert "/site" not in words
        assert report.photo.name not in words


def test_the_page_asks_the_database_as_often_however_much_was_told(event, anonymous):
    told(anonymous, event, "quiet", quiet="weather")
    few = cost(anonymous, address_of(event))
    for _ in range(12):
        told(anonymous, event, "quiet", quiet="weather")
    assert cost(anonymous, address_of(event)) == few


def test_drivers_are_told_why_nobody_works_until_something_else_is_told(event, anonymous):
    told(anonymous, event, "quiet", quiet="curing")
    words = "набирает прочность"
    for address in (f"/events/{event.pk}/", f"/events/{event.pk}/card/"):
        assert words in anonymous.get(address).content.decode()
    with time_machine.travel(NOW + HOUR / 2, tick=False):
        told(anonymous, event, "started", comment="бетон встал")
        assert words not in anonymous.get(f"/events/{event.pk}/").content.decode()


def test_a_reason_of_last_week_explains_nothing_today(agency, anonymous):
    event = active(agency, phases=[phase(planned_start=NOW - HOUR, planned_end=NOW + 30 * DAY)])
    told(anonymous, event, "quiet", quiet="curing")
    with time_machine.travel(NOW + 8 * DAY, tick=False):
        assert "набирает прочность" not in anonymous.get(f"/events/{event.pk}/").content.decode()


def test_a_yes_that_is_taken_back_asks_again(event, agency, anonymous, dispatcher):
    agency.hold_s = 60
    agency.save()
    told(anonymous, event, "finished", **place(FAR))
    report = SiteReport.objects.get()
    signed_in(dispatcher).post(f"/desk/site-reports/{report.pk}/", {"verb": "accept"})
    undoing.undo(event, by=dispatcher, at=NOW)
    report.refresh_from_db()
    event.refresh_from_db()
    assert (event.status, report.answer, report.answered_by, report.doubt) == (Status.PUBLISHED, "asks", None, "far")


def test_evidence_is_forgotten_after_half_a_year_and_the_word_stays(
    event, anonymous, django_capture_on_commit_callbacks
):
    told(anonymous, event, "seen", photo=picture(), **place(MIDDLE))
    report = SiteReport.objects.get()
    storage, names = report.photo.storage, [report.photo.name, report.thumbnail.name]
    assert forget_evidence(NOW + 179 * DAY) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_evidence(NOW + 181 * DAY) == 1
    report.refresh_from_db()
    assert (report.point, report.accuracy_m, bool(report.photo)) == (None, None, False)
    assert report.distance_m is not None
    assert [storage.exists(name) for name in names] == [False, False]
    assert forget_evidence(NOW + 181 * DAY) == 0


def test_where_it_is_drawn():
    assert PUSHKINA == ((0, 200), (200, 200))  # MIDDLE and FAR are measured from it


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "1000-01-01T00:00", "9999-12-31T23:59"])
@pytest.mark.parametrize("word", ["finished-then", "started-then", "extended", "quiet", "seen"])
def test_a_moment_of_no_year_of_ours_is_refused_at_its_field(event, anonymous, word, moment):
    values = {"moment": moment, "until": moment, "quiet": "night", "photo": picture()}
    answer = told(anonymous, event, word, **values, **place(FAR))
    assert answer.status_code == 400
    assert "Верно ли указан год?" in answer.content.decode()
    assert not SiteReport.objects.exists()


def test_what_could_not_be_is_refused_before_anybody_is_asked(event, anonymous):
    """Far from the works a dispatcher would be asked, of an end that is still to come."""
    answer = told(anonymous, event, "finished-then", moment=wall(NOW + HOUR), **place(FAR))
    assert answer.status_code == 409
    assert not SiteReport.objects.exists()


def test_the_database_keeps_no_moment_that_cannot_be_read(event):
    report = SiteReport(event=event, key=uuid4(), word="finished", at=NOW)
    report.moment = NOW.replace(year=1)
    with pytest.raises(IntegrityError, match="site_report_of_our_years"):
        report.save()
