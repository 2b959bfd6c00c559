"""The guide of the set-up, its log and the pages of streets: administrators' alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appeals.models import TermRule
from roadmap.channels import NETWORKS
from roadmap.models import Agency, City, Road, SettingChange, User
from roadmap.setting_up import changes
from roadmap.setting_up.steps import steps_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGES = ("/desk/setup/", "/desk/setup/log/", "/desk/setup/roads/", "/desk/setup/streets/")


@pytest.fixture
def boss(agency):
    return User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"])


@pytest.fixture
def office(boss):
    return signed_in(boss)


@pytest.mark.parametrize("page", PAGES)
def test_only_an_administrator_finds_the_set_up(office, dispatcher, operator, anonymous, page):
    assert office.get(page).status_code == 200
    assert signed_in(dispatcher).get(page).status_code == signed_in(operator).get(page).status_code == 404
    assert anonymous.get(page).headers["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/admin/roadmap/user/", "Добавить: пользователь"),
        ("/admin/roadmap/agency/add/", "Добавить: организация"),
        ("/admin/appeals/calendarday/", "Настройка"),
    ],
)
def test_tables_speak_in_whole_words_and_lead_back_to_the_guide(office, page, words):
    shown = " ".join(office.get(page).content.decode().split())
    assert words in shown and 'href="/desk/setup/"' in shown


def step(title: str, city):
    return next(each for each in steps_of(city) if each.title == title)


def test_the_guide_asks_for_what_is_missing_and_no_more_for_what_is_there(small_city, agency, dispatcher):
    assert step("Первые пользователи", small_city).is_done
    assert step("Организация", small_city).is_done
    dispatcher.roles = []
    dispatcher.save()
    Agency.objects.update(is_default=False)
    assert "диспетчер" in step("Первые пользователи", small_city).lacks[0]
    assert not step("Организация", small_city).is_done


def test_a_person_at_work_without_an_agency_is_told(small_city, dispatcher):
    User.objects.filter(pk=dispatcher.pk).update(agency=None)
    assert any("без организации" in lack for lack in step("Первые пользователи", small_city).lacks)


def test_without_a_term_for_everything_the_guide_says_so(small_city):
    assert step("Категории и сроки", small_city).is_done
    TermRule.objects.filter(category=None).delete()
    assert not step("Категории и сроки", small_city).is_done


def test_a_channel_names_the_settings_that_it_lacks_and_never_what_they_hold(office, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "123:very-secret", ""
    html = office.get("/desk/setup/").content.decode()
    assert "TELEGRAM_CHAT" in html and "TELEGRAM_TOKEN" not in html
    assert "very-secret" not in html
    lacks = [step.lacks for step in steps_of(None) if step.title == "Каналы"][0]
    networks = tuple(str(one.title) for one in NETWORKS.values() if not one.needs)  # accounts of the desk
    assert len(networks) > 3
    assert not [each for each in lacks if each.startswith(networks)]
    assert sum("EMAIL_URL, EMAIL_FROM" in each for each in lacks) == 2  # letters to readers and to agencies


def test_the_guide_opens_before_there_is_a_city(office):
    City.objects.update(slug="elsewhere")
    assert [each.title for each in steps_of(None) if not each.is_done]


def test_the_guide_asks_the_database_a_bounded_number_of_times(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        office.get("/desk/setup/")


# The log


def test_the_log_is_narrowed_by_noun_person_and_days(office, boss, dispatcher, agency, small_city):
    now = timezone.now()
    changes.note_import(small_city, [["roads", "1", "2"]], by=boss, at=now - timedelta(days=9))
    changes.note_removed(agency, by=dispatcher, at=now)
    days = f"?since={timezone.localdate()}"
    shown = {
        query: [entry.subject for entry in office.get("/desk/setup/log/" + query).context["page"].rows]
        for query in (
            "",
            "?subject=roadmap.city",
            f"?by={dispatcher.pk}",
            f"?since={timezone.localdate()}",
            "?by=x&to=y",
        )
    }
    assert shown.pop("?subject=roadmap.city") == ["roadmap.city"]
    assert shown.pop(f"?by={dispatcher.pk}") == shown.pop(days) == ["roadmap.agency"]
    assert set(map(tuple, shown.values())) == {("roadmap.agency", "roadmap.city")}


def test_the_log_tells_columns_in_words(office, boss, agency):
    before = changes.state_of(agency)
    agency.phone = "+7 3452 99"
    changes.note_saved(agency, before, by=boss, at=timezone.now())
    html = office.get("/desk/setup/log/").content.decode()
    assert "Телефон" in html and "+7 3452 99" in html and "+7 3452 00-00-01" in html


def test_the_log_costs_the_same_with_many_rows(office, boss, agency, django_assert_max_num_queries):
    for _number in range(60):
        changes.note_removed(agency, by=boss, at=timezone.now())
    office.get("/desk/setup/log/")
    with django_assert_max_num_queries(12):
        answer = office.get("/desk/setup/log/")
    assert len(answer.context["page"].rows) == 50 and answer.context["page"].next


# Streets


@pytest.fixture
def road(small_city):
    return Road.objects.get(city=small_city, name="улица Пушкина")


def test_forms_by_case_are_six_boxes_and_make_the_sentences(office, road):
    html = office.get(f"/desk/setup/streets/{road.pk}/").content.decode()
    assert html.count('name="case_forms_') == 6
    assert "по улице Пушкина" in html and "от улицы Пушкина" in html
    typed = office.get(f"/desk/setup/streets/{road.pk}/sentences/", {"case_forms_dative": "улице <Пушкиной>"})
    assert "по улице &lt;Пушкиной&gt;" in typed.content.decode()
    road.refresh_from_db()
    assert road.case_forms == {}


def test_what_is_typed_is_kept_an_emptied_box_is_not_and_it_stands_in_the_log(office, road):
    road.case_forms = {"genitive": "улицы Пушкиной", "odd": "kept"}
    road.save()
    told = {
        f"case_forms_{case}": "" for case in ("genitive", "accusative", "instrumental", "prepositional", "locative")
    }
    told |= {
        "case_forms_dative": "улице Пушкиной",
        "variants": "Пушкинская, Пушки",
        "old_names": "",
        "names_en": "Pushkin St",
    }
    assert office.post(f"/desk/setup/streets/{road.pk}/", told).status_code == 302
    road.refresh_from_db()
    assert road.case_forms == {"dative": "улице Пушкиной", "odd": "kept"}
    assert road.variants == ["Пушкинская", "Пушки"]
    assert road.names == {"en": "Pushkin St"}
    changed = {name for name, *_words in SettingChange.objects.get().differences}
    assert changed == {"case_forms", "variants", "names"}


def test_a_street_is_found_by_a_part_of_its_name(office, road):
    assert "улица Пушкина" in office.get("/desk/setup/streets/", {"q": "пушк"}).content.decode()
    assert "улица Пушкина" not in office.get("/desk/setup/streets/", {"q": "баум"}).content.decode()


# Homes


@pytest.mark.parametrize(
    ("roles", "page"),
    [
        (["administrator"], "/desk/setup/"),
        (["administrator", "dispatcher"], "/desk/"),
        (["approver"], "/desk/?state=review"),
        (["leader"], "/morning/"),
        ([], "/"),
    ],
)
def test_each_role_begins_on_a_page_of_its_own(agency, roles, page):
    user = User.objects.create_user("somebody", password="pass-word-1", agency=agency, roles=roles)
    assert signed_in(user).get("/desk/home/").headers["Location"] == page
