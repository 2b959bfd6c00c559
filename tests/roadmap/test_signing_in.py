"""One door with a limit on passwords that locks no owner out; everybody's own password; where each role lands."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from roadmap import limits
from roadmap.models import User
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
RIGHT = "pass-word-1"
HERE, THERE, ELSEWHERE = "192.0.2.1", "198.51.100.1", "203.0.113.1"


@pytest.fixture(autouse=True)
def _plain_hashes(settings, monkeypatch):
    """Guessing is what costs time here, not hashing; and Redis is there."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setitem(limits._redis, "away_until", 0.0)


def tried(browser: Client, password: str, *, name: str = "dispatcher", line: str = HERE, door: str = "/login/", **more):
    return browser.post(door, {"username": name, "password": password}, REMOTE_ADDR=line, follow=False, **more)


def codes(count: int, **told) -> list[int]:
    return [tried(Client(), f"wrong-{number}", **told).status_code for number in range(count)]


def test_forty_wrong_passwords_are_refused_from_the_tenth_on(dispatcher, caplog):
    caplog.set_level("INFO", "roadmap.access")
    assert codes(40) == [200] * 9 + [429] * 31
    assert [line.getMessage().split(":")[0] for line in caplog.records if line.name == "roadmap.access"] == [
        *["wrong password"] * 9,
        *["password not looked at after too many"] * 31,
    ]
    assert f"roadmap.user {dispatcher.pk}" in caplog.text
    assert "dispatcher" not in caplog.text
    assert HERE not in caplog.text


def test_the_right_password_is_not_looked_at_then(dispatcher):
    codes(9)
    refused = tried(Client(), RIGHT)
    assert refused.status_code == 429
    assert 890 <= int(refused["Retry-After"]) <= 900
    assert "Попробуйте снова через 15 минут." in refused.content.decode()


def test_the_reader_of_english_is_told_in_english(dispatcher):
    codes(9)
    page = tried(Client(), RIGHT, headers={"accept-language": "en"}).content.decode()
    assert "Too many passwords were tried. Try again in 15 minutes." in page


def test_the_owner_gets_in_from_another_line_at_once_and_here_a_quarter_of_an_hour_later(dispatcher):
    with time_machine.travel(NOW, tick=False) as clock:
        codes(40)
        assert tried(Client(), RIGHT, line=THERE).status_code == 302
        clock.shift(timedelta(minutes=15, seconds=1))
        assert tried(Client(), RIGHT).status_code == 302


def test_one_line_alone_never_uses_up_an_account(dispatcher):
    with time_machine.travel(NOW, tick=False) as clock:
        for _quarter in range(8):
            codes(12)
            assert tried(Client(), "wrong", line=THERE).status_code == 200
            clock.shift(timedelta(minutes=15, seconds=1))


def test_many_lines_shut_out_strange_browsers_but_not_a_known_one(dispatcher):
    known = Client()
    assert tried(known, RIGHT).status_code == 302
    known.post("/logout/")
    for number in range(70):
        tried(Client(), "wrong", line=f"10.0.{number}.1")
    assert tried(Client(), RIGHT, line=THERE).status_code == 429
    assert tried(known, RIGHT, line=THERE).status_code == 302


def test_a_known_browser_may_not_guess_either(dispatcher):
    known = Client()
    tried(known, RIGHT)
    known.post("/logout/")
    answers = [tried(known, f"wrong-{number}", line=f"10.0.{number}.1").status_code for number in range(11)]
    assert answers == [200] * 9 + [429] * 2


def test_a_known_browser_of_one_account_is_a_stranger_to_another(dispatcher, operator):
    known = Client()
    tried(known, RIGHT)
    known.post("/logout/")
    codes(9, name="operator")
    assert tried(known, "wrong", name="operator").status_code == 429


def test_a_forged_mark_makes_no_browser_known(dispatcher):
    known = Client()
    tried(known, RIGHT)
    (name,) = [name for name in known.cookies if name.startswith("known-")]
    codes(9)
    forger = Client()
    forger.cookies[name] = "any:1tHx:thing"
    assert tried(forger, RIGHT).status_code == 429


def test_one_line_may_not_walk_through_the_accounts(db):
    answers = [tried(Client(), "wrong", name=f"name-{number}").status_code for number in range(95)]
    assert answers == [200] * 90 + [429] * 5


def test_an_own_account_buys_no_tries_for_others(dispatcher, settings):
    settings.RATES = settings.RATES | {"password-line": "4/hour"}
    for number in range(2):
        tried(Client(), "wrong", name=f"name-{number}")
        tried(Client(), RIGHT)
    assert tried(Client(), "wrong", name="name-9").status_code == 429


def test_an_empty_password_gives_no_try_back(dispatcher):
    codes(9)
    tried(Client(), "")
    assert tried(Client(), "wrong").status_code == 429


def test_letters_in_another_case_are_the_same_account(dispatcher):
    codes(5)
    assert codes(5, name="DispatcheR") == [200] * 4 + [429]


def test_a_name_that_nobody_has_is_answered_alike(dispatcher):
    assert codes(11, name="nobody") == [200] * 9 + [429] * 2


def test_a_slip_before_the_right_password_costs_nothing(dispatcher):
    for _ in range(3):
        assert codes(8) == [200] * 8
        assert tried(Client(), RIGHT).status_code == 302


def test_without_redis_the_desk_opens_and_guessing_is_limited_all_the_same(dispatcher, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert tried(Client(), RIGHT).status_code == 302
    assert codes(11) == [200] * 9 + [429] * 2


def test_the_admin_has_the_same_door(dispatcher):
    assert Client().get("/admin/", follow=True).redirect_chain[-1][0] == "/login/?next=/admin/"
    assert tried(Client(), RIGHT, door="/admin/login/").url.startswith("/login/")
    assert Client().post("/admin/login/", {"username": "dispatcher", "password": RIGHT}).wsgi_request.user.is_anonymous


def test_a_dispatcher_at_the_admins_door_is_told_no(dispatcher):
    assert signed_in(dispatcher).get("/admin/", follow=True).status_code == 403


# The own password


def changed(browser: Client, old: str, new: str = "новый-Пароль-77", **more):
    return browser.post("/password/", {"old_password": old, "new_password1": new, "new_password2": new}, **more)


def test_everybody_changes_the_own_password_and_other_browsers_are_signed_out(operator):
    here, there = signed_in(operator), signed_in(operator)
    assert changed(here, RIGHT).status_code == 302
    assert "Пароль изменён" in here.get("/password/").content.decode()
    assert there.get("/password/").status_code == 302
    operator.refresh_from_db()
    assert operator.check_password("новый-Пароль-77")


def test_a_weak_password_is_explained_at_its_field(operator):
    page = changed(signed_in(operator), RIGHT, "12345678")
    assert page.status_code == 200
    assert "слишком широко распространён" in page.content.decode()


def test_the_old_password_may_not_be_guessed_there(operator):
    stolen = signed_in(operator)
    answers = [changed(stolen, f"wrong-{number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [429] * 2
    assert "Попробуйте снова через" in answers[-1].content.decode()
    assert int(answers[-1]["Retry-After"]) > 800


def test_the_admins_own_page_for_it_leads_there(operator):
    assert signed_in(operator).get("/admin/password_change/").url == "/password/"


def test_a_stranger_signs_in_first(db):
    assert Client().get("/password/").url == "/login/?next=/password/"


# Where a role lands


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("dispatcher", "/desk/"),
        ("approver", "/desk/"),
        ("operator", "/desk/appeals/"),
        ("administrator", "/desk/setup/"),
        ("editor", "/desk/stories/"),
        ("leader", "/morning/"),
    ],
)
def test_every_role_lands_on_a_page_that_it_may_see(agency, role, page):
    User.objects.create_user("somebody", password=RIGHT, agency=agency, roles=[role])
    for door in ("/login/", "/login/?next=/desk/"):
        landed = Client().post(door, {"username": "somebody", "password": RIGHT}, follow=True)
        assert landed.status_code == 200
        is_asked_for = role == "administrator" and "next" in door  # who may see every desk gets the one asked for
        assert landed.request["PATH_INFO"] == ("/desk/" if is_asked_for else page)
        assert "общая карта" not in landed.content.decode()
        assert (f'href="{reverse("desk")}"' in landed.content.decode()) == (role != "leader")


@pytest.mark.django_db
def test_a_form_from_before_a_sign_in_says_so_in_our_words(client_of_its_own):
    answer = client_of_its_own.post("/login/", {"username": "x", "password": "y"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Эта форма устарела" in page
    assert 'href="/login/"' in page
    assert "DEBUG" not in page


def test_what_was_written_in_an_old_form_can_be_copied_and_a_password_is_not_shown(client_of_its_own):
    told = {"words": "Яма так и <не> заделана", "password": "three little words", "verb": "reopen"}
    page = client_of_its_own.post("/desk/appeals/1/", told).content.decode()
    assert "Яма так и &lt;не&gt; заделана</textarea>" in page
    assert "little" not in page
    assert page.count("<textarea") == 1


@pytest.mark.parametrize(
    ("place", "opened"), [("/list/?when=now", "/list/?when=now"), ("https://elsewhere.example/", "/language/")]
)
def test_an_old_form_is_opened_again_on_its_own_page(client_of_its_own, place, opened):
    page = client_of_its_own.post("/language/", {"language": "en", "next": place}).content.decode()
    assert f'href="{opened}">' in page
    assert "elsewhere" not in page.partition("<main")[2]


def test_a_program_is_told_of_an_old_form_as_a_program(client_of_its_own):
    answer = client_of_its_own.post("/login/", {}, headers={"Accept": "application/json"})
    assert (answer.status_code, "устарела" in answer.json()["detail"]) == (403, True)


@pytest.fixture
def client_of_its_own(small_city):
    return Client(enforce_csrf_checks=True)
