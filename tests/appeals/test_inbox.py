"""The inbox: searched, narrowed, kept under a name, and as a table."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import unquote_plus, urlencode

import pytest
import time_machine
from django.contrib.gis.geos import MultiPolygon

from appeals import actions, answering, objecting
from appeals.assigning import assign
from appeals.exporting import rows_of
from appeals.models import Appeal, SavedFilter
from appeals.sought import SOUGHT
from appeals.workflow import MoveRefused, Outcome
from roadmap.models import PersonalLook, User
from roadmap.sheets import plain
from tests.appeals.factories import ACROSS_TOWN, answered, appeal, personal
from tests.conftest import NOW, signed_in
from tests.plan import area

INBOX = "/desk/appeals/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(operator):
    return signed_in(operator)


@pytest.fixture
def colleague(agency):
    told = {"agency": agency, "roles": ["operator"], "first_name": "Вера", "last_name": "Ильина"}
    return User.objects.create_user("colleague", password="pass-word-1", **told)


def numbers(client, **query) -> set[int]:
    answer = client.get(INBOX, query, follow=True)
    assert answer.status_code == 200
    return {row.pk for row, _late in answer.context["rows"]}


def test_one_field_finds_by_number_words_street_mail_and_phone(small_city, agency, desk):
    row = personal(small_city, text="Огромные ямы у ёлки", email="Anna@Example.org", phone="8 (999) 000-00-00")
    other = appeal(small_city, ACROSS_TOWN, text="Не горит фонарь", code="lighting")
    asked = [row.number, str(row.pk), "яма", "ЕЛКА", "пушкин", "anna@example.org", "+7 999 000 00 00", "89990000000"]
    assert {words: numbers(desk, q=words) for words in asked} == {words: {row.pk} for words in asked}
    assert numbers(desk, q="фонари") == numbers(desk, q="8 марта") == {other.pk}
    for words in ("anna@example", "anna", "000-00-00", "%", "'", "! & |", '"', "-" * 90, "9" * 90, "№ 26-99999"):
        assert numbers(desk, q=words) == set(), words


@pytest.mark.parametrize("contact", ["anna@example.org", "+7 999 000 00 00"])
def test_a_contact_that_is_looked_for_stands_in_no_address(small_city, agency, operator, desk, contact):
    """Nor in a link of the page that it leads to, and in another's session its name means nobody."""
    row = personal(small_city, email="anna@example.org", phone="8 (999) 000-00-00")
    appeal(small_city, ACROSS_TOWN)
    asked = {"q": contact, "show": "open", "category": "pothole"}
    for answer in (desk.post(f"{INBOX}search/", asked), desk.get(INBOX, asked)):
        address = answer.headers["Location"]
        assert "category=pothole" in address
        assert not any(part in unquote_plus(address) for part in ("anna", "999"))
    page = desk.get(address)
    assert [each.pk for each, _late in page.context["rows"]] == [row.pk]
    links = re.findall(r'href="([^"]*)"', page.content.decode())
    assert not [link for link in links if re.search("anna|999", unquote_plus(link))]
    table = desk.get(f"{INBOX}table.csv?{address.partition('?')[2]}")
    assert b"".join(table).count(b"\n") == 2
    assert numbers(signed_in(operator), **{SOUGHT: address.rpartition("=")[2]}) == set()


def test_words_of_street_text_and_category_are_found_together_in_any_form(small_city, agency, desk):
    """As a caller says it: «яма на Волгоградской»."""
    row, other = appeal(small_city, text="Опасно ехать"), appeal(small_city, ACROSS_TOWN, code="lighting")
    Appeal.objects.filter(pk=row.pk).update(street="Волгоградская улица")
    for words in ("Волгоградской", "волгоградскую", "яма Волгоградская", "ямы на Волгоградской", "ехать Волгоградская"):
        assert numbers(desk, q=words) == {row.pk}, words
    for words in ("яма 8 Марта", "фонарь Волгоградская", "- " * 40):
        assert numbers(desk, q=words) == set(), words
    assert numbers(desk, q="8 Марта") == {other.pk}


def test_nothing_of_another_body_is_found(small_city, agency, other_dispatcher):
    row = personal(small_city)
    stranger = signed_in(other_dispatcher)
    for words in (str(row.pk), "яма", "anna@example.org", "+7 999 000-00-00"):
        assert numbers(stranger, q=words) == set()


def test_who_looked_for_a_person_is_noted(small_city, agency, operator, desk, caplog):
    row = personal(small_city)
    with caplog.at_level("INFO", "roadmap.access"):
        desk.get(INBOX, {"q": "anna@example.org"}, follow=True)
        desk.get(INBOX, {"q": "яма"})
    assert [line.getMessage() for line in caplog.records if line.name == "roadmap.access"] == [
        f"searched: by user {operator.pk}, appeals.appeal {row.pk}",
        f"searched: by user {operator.pk}, appeals.appeal {row.pk}",
    ]
    assert list(PersonalLook.objects.order_by("pk").values_list("how", "why")) == [
        ("searched", "по контакту"),
        ("searched", ""),
    ]


def test_filters_narrow_together(small_city, agency, operator, colleague, desk):
    north = area((-500, 0), (500, 0), (500, 400), (-500, 400))
    zone = small_city.areas.create(slug="north", name="Северный", geometry=MultiPolygon(north))
    mine = actions.take(appeal(small_city), by=operator, at=NOW)
    hers = assign(appeal(small_city), colleague, by=operator, at=NOW)
    nobodys = appeal(small_city, ACROSS_TOWN)
    back = answered(small_city, by=operator)
    objecting.reopen(back, at=NOW)
    assert numbers(desk, assignee="me") == {mine.pk, back.pk}
    assert numbers(desk, assignee=str(colleague.pk)) == {hers.pk}
    assert numbers(desk, assignee="nobody") == {nobodys.pk}
    assert numbers(desk, reopened="on") == {back.pk}
    assert numbers(desk, status="in-work") == {mine.pk, back.pk}
    assert numbers(desk, status="in-work", reopened="on", street="пушк") == {back.pk}
    assert numbers(desk, area=zone.slug) == {mine.pk, hers.pk, back.pk}
    everything = {mine.pk, hers.pk, nobodys.pk, back.pk}
    assert numbers(desk, assignee="x", status="gone", area="nowhere", due="never") == everything


def test_an_appeal_under_59_fz_is_told_apart_in_the_list_on_its_page_and_in_the_table(small_city, agency, desk):
    row = personal(small_city, legal_kind="statutory")
    message = appeal(small_city, ACROSS_TOWN)
    assert numbers(desk, legal_kind="statutory") == {row.pk}
    assert numbers(desk, legal_kind="message") == {message.pk}
    badge = 'class="badge badge--warning">обращение по 59‑ФЗ<'
    assert desk.get(INBOX).content.decode().count(badge) == 1
    assert badge in desk.get(f"{INBOX}{row.pk}/").content.decode()
    assert badge not in desk.get(f"{INBOX}{message.pk}/").content.decode()
    head, *rest = lines(table(desk))
    assert [line[head.index("Вид обращения")] for line in rest] == ["сообщение", "обращение по 59‑ФЗ"]


def test_a_colleague_sees_that_an_answer_waits_for_an_approver(small_city, agency, operator, desk):
    agency.answers_need_second_person = True
    agency.save()
    row = appeal(small_city)
    appeal(small_city, ACROSS_TOWN)
    assert "ответ на согласовании" not in desk.get(INBOX).content.decode()
    answering.give(row, "Заделали.", outcome=Outcome.EXPLAINED, by=operator, at=NOW)
    assert desk.get(INBOX).content.decode().count("ответ на согласовании") == 1


def test_what_is_due_today_in_three_days_or_over_is_told_by_the_citys_days(small_city, agency, desk):
    def due(moment):
        row = appeal(small_city, at=NOW - 60 * DAY)
        Appeal.objects.filter(pk=row.pk).update(answer_due_at=moment)
        return row.pk

    midnight = NOW.replace(hour=19, minute=0)  # the end of 10 June in the small city (UTC+5)
    over, today = due(NOW - DAY), due(midnight - timedelta(minutes=1))
    tomorrow, third = due(midnight), due(midnight + 3 * DAY - timedelta(minutes=1))
    later = due(midnight + 3 * DAY)
    assert numbers(desk, due="overdue") == {over}
    assert numbers(desk, due="today") == {today}
    assert numbers(desk, due="soon") == {today, tomorrow, third}
    assert later in numbers(desk)


def test_an_administrator_narrows_by_body(small_city, agency, other_agency, operator):
    row = appeal(small_city)
    moved = actions.forward(appeal(small_city), other_agency, reason="-", by=operator, at=NOW)
    boss = signed_in(User.objects.create_user("boss", password="pass-word-1", roles=["administrator"]))
    assert numbers(boss) == {row.pk, moved.pk}
    assert numbers(boss, agency=other_agency.slug) == {moved.pk}


# Kept under a name


def kept(client, name, query, **more):
    return client.post(f"{INBOX}filters/", {"name": name, "query": urlencode(query), **more})


def test_a_filter_is_kept_for_oneself_or_shared_with_the_body(small_city, agency, operator, colleague, desk):
    kept(desk, "Мои ямы", {"assignee": "me", "category": "pothole", "next": "http://evil.example/", "status": "x"})
    kept(desk, "Сегодня", {"due": "today"}, is_shared="on")
    assert {each.name: each.query for each in SavedFilter.objects.all()} == {
        "Мои ямы": "category=pothole&assignee=me",
        "Сегодня": "due=today",
    }
    assert "Мои ямы" in desk.get(INBOX).content.decode()
    seen = signed_in(colleague).get(INBOX).content.decode()
    assert ("Сегодня" in seen, "Мои ямы" in seen) == (True, False)
    shared = SavedFilter.objects.get(name="Сегодня")
    assert signed_in(colleague).post(f"{INBOX}filters/{shared.pk}/delete/").status_code == 404
    desk.post(f"{INBOX}filters/{shared.pk}/delete/")
    assert [each.name for each in SavedFilter.objects.all()] == ["Мои ямы"]


def test_a_filter_keeps_no_contact_takes_its_name_once_and_wants_one(small_city, agency, desk):
    kept(desk, "Анна", {"q": "anna@example.org"})
    kept(desk, " ", {"due": "today"})
    assert not SavedFilter.objects.exists()
    kept(desk, "Одно", {"due": "today"})
    kept(desk, "Одно", {"due": "soon"})
    assert SavedFilter.objects.get().query == "due=soon"


def test_a_body_shares_nothing_with_others(small_city, agency, operator, other_dispatcher, desk):
    kept(desk, "Наше", {"due": "today"}, is_shared="on")
    assert "Наше" not in signed_in(other_dispatcher).get(INBOX).content.decode()


# As a table


def table(client, kind="csv", **query):
    answer = client.get(f"{INBOX}table.{kind}", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_table_holds_what_the_inbox_shows_and_no_person_unless_asked(small_city, agency, operator, desk, caplog):
    row = personal(small_city, text="=HYPERLINK(1)", name="+Анна")
    appeal(small_city, ACROSS_TOWN, code="lighting")
    head, *rest = lines(table(desk, category="pothole"))
    assert [line[0] for line in rest] == [row.number]
    assert (head[4], rest[0][4]) == ("Улица", "улица Пушкина")
    assert "Анна" not in str(rest)
    with caplog.at_level("INFO", "roadmap.access"):
        _head, told = lines(table(desk, category="pothole", personal="1"))
    assert told[-5:] == ["'=HYPERLINK(1)", "", "'+Анна", "anna@example.org", "'+7 999 000-00-00"]
    assert f"exported: by user {operator.pk}, appeals.appeal {row.pk}" in caplog.text


def test_the_same_as_xlsx_holds_no_formula(small_city, agency, desk):
    personal(small_city, text="=1+1\x07")
    with zipfile.ZipFile(io.BytesIO(table(desk, "xlsx", personal="1"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "'=1+1" in sheet
    assert "<f>" not in sheet


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_begins_as_a_formula(value):
    assert plain(value)[0] == "'"


def test_a_table_is_read_in_pieces_and_says_where_it_ends(small_city, agency, operator, monkeypatch):
    monkeypatch.setattr("appeals.exporting.PIECE", 2)
    rows = [appeal(small_city).number for _ in range(5)]
    told = list(rows_of(Appeal.objects.all(), personal=False, by=operator, at=NOW))
    assert [line[0] for line in told[1:]] == rows[::-1]
    monkeypatch.setattr("appeals.exporting.MOST", 4)
    told = list(rows_of(Appeal.objects.all(), personal=False, by=operator, at=NOW))
    assert len(told) == 1 + 4 + 1
    assert "только первые 4" in told[-1][0]


def test_only_operators_take_tables_and_only_of_known_kinds(small_city, agency, dispatcher, desk):
    assert signed_in(dispatcher).get(f"{INBOX}table.csv").status_code == 404
    assert desk.get(f"{INBOX}table.exe").status_code == 404


# Given to a colleague


def test_only_who_works_for_the_body_is_given_a_message_and_only_an_open_one(
    small_city, agency, operator, colleague, other_dispatcher
):
    row = assign(appeal(small_city), colleague, by=operator, at=NOW)
    assert (row.assignee, row.status, row.first_replied_at) == (colleague, "new", None)
    assert row.changes.last().comment == "Вера Ильина"
    for to in (colleague, other_dispatcher):
        with pytest.raises(Exception, match="Ильина|other"):
            assign(row, to, by=operator, at=NOW)
    with pytest.raises(MoveRefused):
        assign(answered(small_city, by=operator), colleague, by=operator, at=NOW)
