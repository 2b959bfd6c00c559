"""The morning of those who lead: every number equals a plain count, and opens a list of as many rows."""

import re
from datetime import timedelta
from email.header import decode_header, make_header
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.db.models import F, Q
from django.test import Client

from appeals import actions, answering, objecting, splitting, violations
from appeals.figures.growing import growing, has_grown
from appeals.models import Appeal, Violation
from appeals.morning import morning_of
from appeals.morning_letters import tell_leaders
from roadmap import delivery
from roadmap.models import Agency, Area, Delivery, PersonalLook, User
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, appeal, personal
from tests.closures.factories import phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
EIGHT = NOW - 4 * HOUR  # of the small city, where it is noon
LIST = "/desk/figures/messages/"


def leader(agency, name="head", **told) -> User:
    told = {"email": f"{name}@example.org", "roles": ["leader"], "first_name": name} | told
    return User.objects.create_user(name, password="pass-word-1", agency=agency, **told)


@pytest.fixture
def head(agency):
    """Of the body that answers for the site."""
    return leader(agency)


def counted(sql: str, **values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {sql}", values)
        return cursor.fetchone()[0]


@pytest.fixture
def busy(small_city, agency, other_agency, operator, other_dispatcher):
    """A month of messages as of NOW: in time, late, taken, forwarded, back, due today."""
    agency.head = "Иванов И. И."
    agency.save()
    for days in (90, 0, 1, 1, 2, 9, 10, 40):
        appeal(small_city, point=ACROSS_TOWN, at=NOW - days * DAY)
    taken = appeal(small_city, at=NOW - HOUR, code="lighting")
    actions.take(taken, by=operator, at=NOW - HOUR / 2)
    sent_on = appeal(small_city, at=NOW - 2 * HOUR)
    actions.forward(sent_on, other_agency, reason="Не наше", by=operator, at=NOW - HOUR)
    for shift in (DAY, 2 * DAY):
        late = appeal(small_city, at=NOW - 50 * DAY)
        Appeal.objects.filter(pk=late.pk).update(answer_due_at=NOW - shift)
        actions.take(late, by=operator, at=NOW - 49 * DAY)
    late_elsewhere = appeal(small_city, at=NOW - 60 * DAY)
    actions.forward(late_elsewhere, other_agency, reason="Не наше", by=operator, at=NOW - 59 * DAY)
    actions.take(late_elsewhere, by=other_dispatcher, at=NOW - 58 * DAY)
    Appeal.objects.filter(pk=late_elsewhere.pk).update(answer_due_at=NOW - 3 * HOUR)
    back = appeal(small_city, at=NOW - 20 * DAY)
    actions.answer(back, "Готово.", by=operator, at=NOW - 19 * DAY)
    objecting.reopen(back, at=NOW - 15 * DAY)
    for hours in (1, 30):
        due = appeal(small_city, at=NOW - 12 * DAY)
        Appeal.objects.filter(pk=due.pk).update(answer_due_at=NOW + hours * HOUR)
    violations.find(NOW)
    Violation.objects.update(found_at=F("broken_at") + SECOND)  # by a clock that never stood


def test_the_numbers_are_those_of_a_count_by_hand(busy, head, small_city):
    found = morning_of(head, NOW)
    yesterday, today = "'2026-06-09 00:00+05'", "'2026-06-10 00:00+05'"
    assert found.came == counted(f"appeals_appeal WHERE submitted_at >= {yesterday}") == 5
    by_body = "appeals_appeal WHERE submitted_at >= {day} AND agency_id = %(body)s AND assignee_id {person}"
    for one in found.holdings:
        person = f"= {one.person.pk}" if one.person else "IS NULL"
        assert one.count == counted(by_body.format(day=yesterday, person=person), body=one.agency.pk)
    assert sum(one.count for one in found.holdings) == found.came
    for one in found.breaches:
        person = f"= {one.person.pk}" if one.person else "IS NULL"
        sql = f"appeals_violation WHERE broken_at >= {yesterday} AND agency_id = %(body)s AND person_id {person}"
        assert one.answers == counted(f"{sql} AND kind = 'answer'", body=one.agency.pk)
        assert one.first_replies == counted(f"{sql} AND kind = 'first-reply'", body=one.agency.pk)
    assert found.broken == counted(f"appeals_violation WHERE broken_at >= {yesterday}") > 0
    due = f"status IN ('new', 'in-work') AND answer_due_at >= {today} AND answer_due_at < '2026-06-11 00:00+05'"
    assert found.due_today == counted(f"appeals_appeal WHERE {due}") == 3
    overdue = "status IN ('new', 'in-work') AND answer_due_at < %(at)s"
    assert found.overdue == counted(f"appeals_appeal WHERE {overdue}", at=NOW) > 0
    back = "status IN ('new', 'in-work') AND id IN (SELECT appeal_id FROM appeals_appealchange WHERE verb = 'reopened')"
    assert found.disputed == counted(f"appeals_appeal WHERE {back}") == 1
    assert len(found.oldest) == 10
    assert found.oldest == sorted(found.oldest, key=lambda row: row.submitted_at)
    assert found.oldest[0].submitted_at == NOW - 90 * DAY


def test_violations_are_told_by_body_and_person(busy, head, agency, other_agency, operator, other_dispatcher):
    found = {(one.agency, one.person): one for one in morning_of(head, NOW).breaches}
    assert found[agency, operator].answers == 1  # the other was broken before yesterday
    assert found[other_agency, other_dispatcher].answers == 1
    nobody = found[agency, None]
    assert (nobody.answers, nobody.first_replies, nobody.who) == (0, 2, "Иванов И. И.")


def split_alike(row, operator) -> None:
    parts = [splitting.Part(row.category, "ещё одно"), splitting.Part(row.category, "и ещё")]
    splitting.split(row, parts, by=operator, at=NOW)


def test_every_number_opens_a_list_of_as_many_also_of_what_was_split(busy, head, operator):
    before = morning_of(head, NOW)
    for row in Appeal.objects.open().filter(agency=operator.agency).order_by("pk"):
        split_alike(row, operator)
    Appeal.objects.filter(split_from__isnull=False).update(repair_due_at=NOW - HOUR, assignee=operator)
    now = morning_of(head, NOW)
    assert (now.came, now.overdue, now.disputed) == (before.came, before.overdue, before.disputed)
    _lists_agree(head)


def test_every_number_opens_a_list_of_as_many(busy, head):
    _lists_agree(head)


def _lists_agree(head) -> None:
    client = signed_in(head)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/morning/").content.decode()
        links = re.findall(rf'href="({LIST}\?[^"]*)">(?:[^<:]*: )?(\d+)</a>', page)
        assert len(links) >= 10
        for address, number in links:
            listed = client.get(unescape(address))
            assert len(listed.context["rows"]) == int(number), address
            assert listed.context["count"] == number


def test_a_violation_of_one_minute_before_midnight_is_told_the_next_morning(small_city, head, operator):
    """23:59 by the city's clock on the day before: its own term, and an answer a second too late."""
    message = appeal(small_city, at=NOW - 40 * DAY)
    due = EIGHT.replace(hour=18, minute=59) - DAY  # 23:59 in the small city
    Appeal.objects.filter(pk=message.pk).update(answer_due_at=due, first_replied_at=NOW - 39 * DAY)
    actions.answer(message, "Готово.", by=operator, at=due + SECOND)
    violations.find(due + 2 * SECOND)
    found = morning_of(head, EIGHT)
    assert [(one.agency, one.answers) for one in found.breaches] == [(message.agency, 1)]
    assert morning_of(head, EIGHT + DAY).broken == 0


def test_a_term_found_broken_days_later_is_told_on_the_morning_after_it_was_found_once(small_city, head):
    """A letter that came six days before is entered at noon: its first reply was due five days ago."""
    appeal(small_city, at=NOW - 6 * DAY, source="letter")
    violations.find(NOW)
    told = [morning_of(head, EIGHT + days * DAY) for days in (0, 1, 2)]
    assert [found.broken for found in told] == [0, 1, 0]
    (breach,) = told[1].breaches
    assert breach.first_replies_asked.rows(Appeal.objects.overseen_by(head), EIGHT + DAY).count() == 1


def test_a_leader_opens_a_message_to_read_without_its_sender(busy, small_city, head, agency, other_agency, operator):
    row = personal(small_city, at=NOW - 70 * DAY)
    actions.forward(row, other_agency, reason="Анна Секретова звонила", by=operator, at=NOW - 69 * DAY)
    client = signed_in(head)
    with time_machine.travel(NOW, tick=False):
        assert f'<a class="row is-late" href="/desk/appeals/{row.pk}/">' in client.get(LIST).content.decode()
        morning = client.get("/morning/").content.decode()
        assert morning.count('"><a href="/desk/appeals/') == 10
        page = client.get(f"/desk/appeals/{row.pk}/").content.decode()
    assert str(row) in page and other_agency.name in page
    assert not [word for word in ("Секретова", "anna@", "999", "подъезда", "Пушкина, 13", "<textarea") if word in page]
    assert client.post(f"/desk/appeals/{row.pk}/", {"verb": "take"}).status_code == 404
    stranger = leader(Agency.objects.create(city=small_city, slug="others", name="Другие"), "stranger")
    assert signed_in(stranger).get(f"/desk/appeals/{row.pk}/").status_code == 404


def test_a_defect_that_should_be_gone_by_gost_is_told_in_the_morning_and_in_the_inbox(small_city, head, operator):
    gone, late = appeal(small_city, at=NOW - DAY), appeal(small_city, at=NOW - DAY)
    Appeal.objects.filter(pk=late.pk).update(repair_due_at=NOW - SECOND)
    Appeal.objects.filter(pk=gone.pk).update(repair_due_at=NOW + SECOND)
    told = morning_of(head, NOW)
    assert (told.unmended, list(told.unmended_asked.rows(Appeal.objects.all(), NOW))) == (1, [late])
    with time_machine.travel(NOW, tick=False):
        assert "Не устранено в срок по ГОСТ" in signed_in(head).get("/morning/").content.decode()
        desk = signed_in(operator)
        assert desk.get("/desk/appeals/").content.decode().count("срок ремонта по ГОСТ прошёл") == 1
        found = desk.get("/desk/appeals/?show=all&due=repair").content.decode()
    assert f"/desk/appeals/{late.pk}/" in found and f"/desk/appeals/{gone.pk}/" not in found


def test_a_leader_reads_the_answers_of_a_message_without_its_sender_and_the_look_is_noted(
    small_city, head, other_agency
):
    worker = User.objects.create_user("w", password="pass-word-1", agency=other_agency, roles=["operator"])
    row = personal(small_city, at=NOW - DAY)
    Appeal.objects.filter(pk=row.pk).update(agency=other_agency)
    row.refresh_from_db()
    row = answering.give(row, "Уважаемая Анна Секретова, яма засыпана. Писали на anna@example.org.", by=worker, at=NOW)
    answering.put_right(
        row, "Секретовой Анне: яма залита асфальтом, звонили +7 999 000-00-00.", outcome="planned", by=worker, at=NOW
    )
    page = signed_in(head).get(f"/desk/appeals/{row.pk}/").content.decode()
    assert "яма засыпана" in page and "яма залита асфальтом" in page
    assert not [word for word in ("Секретов", "Анн", "anna@", "999", "подъезда") if word in page]
    look = PersonalLook.objects.get()
    assert (look.by, look.how, look.numbers) == (head, "opened", [row.pk])


def test_a_leader_sees_what_is_below_and_what_was_forwarded_from_there(busy, agency, other_agency, operator):
    """And the messages of the districts of the own body, whoever has them."""
    above = Agency.objects.create(city=agency.city, slug="above", name="Над сетями")
    other_agency.parent = above
    other_agency.save()
    boss = leader(above, "boss")
    has = "agency_id = (SELECT id FROM roadmap_agency WHERE slug = 'heat-network')"
    seen = Appeal.objects.overseen_by(boss)
    assert seen.count() == counted(f"appeals_appeal WHERE {has}") == 2
    gone = seen.filter(answer_due_at__lt=NOW).get()
    actions.forward(gone, agency, reason="Не наше", by=operator, at=NOW)
    assert gone in Appeal.objects.overseen_by(boss)  # a forwarding hides nothing
    assert Appeal.objects.overseen_by(operator).count() == Appeal.objects.filter(agency=agency).count()


def test_a_head_of_a_district_sees_the_district(small_city, districts, other_agency):
    Area.objects.filter(slug="west").update(agency=other_agency)
    east, west = (appeal(small_city, point=place) for place in (PUSHKINA, ACROSS_TOWN))
    Appeal.objects.filter(pk=east.pk).update(area=Area.objects.get(slug="east"))
    assert list(Appeal.objects.overseen_by(leader(other_agency))) == [west] if not east.area else [west]


@pytest.mark.parametrize(
    ("before", "now", "is_alarm"),
    [(1, 3, False), (0, 4, False), (0, 5, True), (10, 25, True), (10, 16, False), (100, 130, False), (100, 140, True)],
)
def test_a_topic_grows_when_chance_does_not_tell_it(before, now, is_alarm):
    assert has_grown(before, now) == is_alarm


def test_growing_topics_are_counted_by_whole_weeks(small_city, head, agency):
    midnight = NOW.replace(hour=19) - DAY  # of today, in the small city
    for _each in range(2):
        appeal(small_city, at=midnight - 7 * DAY - SECOND)
    for _each in range(9):
        appeal(small_city, at=midnight - SECOND)
    appeal(small_city, at=midnight + SECOND)  # of today: not yet
    (topic,) = morning_of(head, NOW).growing
    assert (topic.category.code, topic.before, topic.now) == ("pothole", 2, 9)
    assert topic.asked.rows(Appeal.objects.overseen_by(head), NOW).count() == 9
    assert growing(Appeal.objects.none(), topic.asked, NOW) == []


def test_dark_lights_and_closures_not_confirmed(small_city, agency, head):
    times = {"planned_start": NOW - 5 * HOUR, "planned_end": NOW + 20 * HOUR}
    published(agency, at=NOW - 9 * HOUR, phases=[phase(**times)])
    found = morning_of(head, NOW)
    assert (found.dark, found.unconfirmed) == (0, 1)
    with time_machine.travel(NOW, tick=False):
        pages = [signed_in(head).get(f"/morning/{name}/") for name in ("lights", "unconfirmed")]
    assert [len(page.context["rows"]) for page in pages] == [0, 1]


def test_others_find_nothing_there(head, operator, dispatcher):
    assert {signed_in(user).get("/morning/").status_code for user in (operator, dispatcher)} == {404}
    assert Client().get("/morning/")["Location"].startswith("/login/")
    assert signed_in(head).get("/desk/home/")["Location"] == "/morning/"


def test_the_lists_hold_nothing_of_who_wrote(small_city, head):
    personal(small_city)
    page = signed_in(head).get(LIST).content.decode()
    assert not [word for word in ("Секретова", "anna@", "999", "подъезда") if word in page]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("since=yesterday", "since"),
        ("since=2026-06-10&until=2026-06-09", "until"),
        ("since=1500-01-01", "since"),
        ("agency=nobody", "agency"),
        ("show=nonsense", "show"),
        ("person=x", "person"),
        ("person=99999999999999999999", "person"),
        ("area=nowhere", "area"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(query, named, head):
    page = signed_in(head).get(f"{LIST}?{query}")
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [named]


def test_the_pages_ask_a_bounded_number_of_questions(busy, head, small_city, django_assert_max_num_queries):
    client = signed_in(head)
    with time_machine.travel(NOW, tick=False):
        client.get("/morning/")
        with django_assert_max_num_queries(32):
            client.get("/morning/")
        with django_assert_max_num_queries(20):
            client.get(LIST)


def letters(mailbox, at):
    for pk in Delivery.objects.due(at).filter(channel="office-mail").values_list("pk", flat=True):
        delivery.send(pk, at)
    return mailbox.letters


def test_at_eight_by_the_citys_clock_each_leader_has_one_letter_a_day(busy, head, agency, mailbox):
    leader(agency, "deputy")
    leader(agency, "gone", is_active=False)
    leader(agency, "silent", email="")
    assert [tell_leaders(EIGHT + step) for step in (-SECOND, 0 * HOUR, 10 * SECOND, 9 * HOUR)] == [0, 2, 0, 0]
    found = letters(mailbox, EIGHT)
    assert {letter["To"] for letter in found} == {"head@example.org", "deputy@example.org"}
    assert len({letter["Message-ID"] for letter in found}) == 2
    asked = morning_of(head, EIGHT)
    numbers = f"поступило {asked.came}, новых нарушений {asked.broken}, ответить сегодня {asked.due_today}"
    assert str(make_header(decode_header(found[0].get_all("Subject")[0]))).endswith(numbers)
    words = found[0].get_content()
    told = morning_of(head, EIGHT)
    assert f"Поступило со вчерашнего дня: {told.came}" in words
    assert f"Новые нарушения: {told.broken}" in words
    assert "Иванов И. И." in words
    assert "/morning/" in words
    assert tell_leaders(EIGHT + DAY) == 2


def test_the_portal_loses_no_message_and_the_head_and_each_deputy_hear_of_violations(
    busy, head, agency, other_agency, other_dispatcher, mailbox
):
    """Seed row "resident message portal": no message is without an addressee, a deadline and a history; at 08:00 local
    time the head and each deputy receive yesterday's violations for their bodies; forwarding hides none of them."""
    assert not Appeal.objects.filter(Q(agency=None) | Q(answer_due_at=None) | Q(changes=None)).exists()
    other_agency.parent = Agency.objects.create(city=agency.city, slug="above", name="Над сетями")
    other_agency.save()
    deputy = leader(other_agency.parent, "deputy")
    late = Violation.objects.answers().get(agency=other_agency).appeal
    actions.forward(late, agency, reason="Не наше", by=other_dispatcher, at=NOW)
    violations.find(EIGHT + DAY)
    assert late in Appeal.objects.overseen_by(deputy)
    assert tell_leaders(EIGHT + DAY) == 2
    words = {letter["To"]: letter.get_content() for letter in letters(mailbox, EIGHT + DAY)}
    told = "- Тепловые сети, other-dispatcher: Просрочено ответов 1"
    assert all(told in each for each in words.values())
    assert "- Департамент дорог, Иванов И. И.: Просрочено" in words["head@example.org"]
    assert "- Департамент дорог, Иванов И. И.: Просрочено" not in words["deputy@example.org"]


def test_one_who_was_killed_between_two_letters_goes_on_with_the_next(busy, head, agency, mailbox):
    leader(agency, "deputy")
    tell_leaders(EIGHT)
    Delivery.objects.filter(recipient=f"user:{head.pk}").delete()  # as if the process had died before this one's row
    assert tell_leaders(EIGHT + HOUR) == 1
    assert len(letters(mailbox, EIGHT + HOUR)) == 2


def test_without_a_mail_server_no_row_is_made(busy, head):
    assert tell_leaders(EIGHT) == 0


def test_an_account_that_is_closed_meanwhile_has_no_letter(busy, head, mailbox):
    tell_leaders(EIGHT)
    User.objects.filter(pk=head.pk).update(is_active=False)
    assert letters(mailbox, EIGHT) == []
    assert Delivery.objects.get(recipient=f"user:{head.pk}").state == "refused"
