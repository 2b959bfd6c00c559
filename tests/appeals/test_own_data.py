"""What is kept of one person, for whoever asks for it; and how it is forgotten by a command."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals import actions, anonymizing, answering, asking, claims, erasing, following, noting, objecting, own_data
from appeals.models import AnswerDraft, Appeal, AppealChange, AppealPhoto, Follower, WarrantyClaim
from appeals.models.photo import ORIGINAL_KEPT
from appeals.photos import checked
from appeals.sweeping import forget_originals
from closures.models import Subscription
from roadmap.models import Agency, Delivery, PersonalLook, RoadSegment, Subscriber, User
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, answered, appeal, category, personal, upload
from tests.appeals.factories import picture as picture_sent
from tests.appeals.films import film
from tests.conftest import NOW, ROOT, process_environment, signed_in

DAY = timedelta(days=1)
MARKS = ("Секретова", "anna@example.org", "999 000-00-00", "у моего подъезда")


@pytest.fixture(autouse=True)
def _noon(request):
    if "transactional_db" in request.fixturenames:
        yield
        return
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(agency):
    return signed_in(User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"]))


def unpacked(answer) -> tuple[dict, ZipFile]:
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    return json.loads(archive.read("data.json")), archive


@pytest.mark.django_db
@pytest.mark.parametrize("contact", ["ANNA@example.org", "8 (999) 000-00-00"])
def test_all_that_is_kept_of_a_person_is_one_file_and_the_look_stays(office, agency, operator, small_city, contact):
    mine, other = personal(small_city), appeal(small_city, ACROSS_TOWN, email="other@example.org", name="Другой")
    asking.ask(mine, "Где именно?", by=operator, at=NOW)
    reader = Subscriber.objects.get(address="anna@example.org")
    Subscription.objects.create(subscriber=reader, created_at=NOW, confirmed_at=NOW, whole_city=small_city)
    told = {"contact": contact, "why": "Запрос № 7 от 1 июня"}
    page = office.post("/desk/setup/person/", told | {"verb": "look"})
    assert len(page.context["found"].appeals) == 1
    answer = office.post("/desk/setup/person/", told | {"verb": "download"})
    data, archive = unpacked(answer)
    (message,) = data["messages"]
    assert (message["number"], message["author_phone"]) == (mine.number, "+7 999 000-00-00")
    assert message["text"].startswith("Яма у моего") and message["questions"][0]["text"] == "Где именно?"
    (picture,) = message["photos"]
    assert archive.read(picture) == picture_sent() and picture.endswith(".jpg")
    assert other.number not in json.dumps(data) and "Другой" not in json.dumps(data, ensure_ascii=False)
    if "@" in contact:
        (letters,) = data["letters_to"]
        assert letters["followed"][0]["message"] == mine.number and letters["subscriptions"]
    looks = PersonalLook.objects.filter(subject="appeals.appeal").order_by("pk")
    assert [(each.how, each.numbers, each.why) for each in looks] == [
        ("searched", [mine.pk], "Запрос № 7 от 1 июня"),
        ("exported", [mine.pk], "Запрос № 7 от 1 июня"),
    ]


@pytest.mark.django_db
def test_the_own_file_names_where_letters_go_and_what_was_answered_also_what_was_taken_back(
    small_city, agency, operator, anonymous, follow_up, mailbox
):
    mine, other = personal(small_city), personal(small_city)
    actions.answer(mine, "Яма заделана.", by=operator, at=NOW)
    objecting.reopen(Appeal.objects.get(pk=mine.pk), words="Не заделана", at=NOW + DAY)
    actions.reject(Appeal.objects.get(pk=other.pk), reason="Это двор.", by=operator, at=NOW)
    follow_up(NOW + DAY)
    data, _archive = unpacked(anonymous.get(reverse("own-data", args=[mine.secret])))
    (message,), (place,) = data["messages"], data["letters_to"]
    assert message["answer"] == ""
    assert [step["answer"] for step in message["history"] if "answer" in step] == ["Яма заделана."]
    assert (place["address"], place["channel"]) == ("anna@example.org", "mail")
    assert len(place["letters"]) == 3  # taken in, answered, back in work
    assert any("Яма заделана." in letter["text"] for letter in place["letters"])
    assert all(mine.number in letter["title"] for letter in place["letters"])


@pytest.mark.django_db
def test_without_a_reason_or_a_whole_contact_nothing_is_looked_up(office, agency, operator, small_city):
    personal(small_city)
    for told in ({"contact": "anna@example.org"}, {"contact": "999", "why": "x"}, {"why": "x"}):
        assert office.post("/desk/setup/person/", told | {"verb": "download"}).status_code == 422
    nobody = office.post("/desk/setup/person/", {"contact": "no@example.org", "why": "x", "verb": "download"})
    assert nobody.status_code == 200 and not nobody.context["found"].is_known
    assert not PersonalLook.objects.exists()
    assert signed_in(operator).post("/desk/setup/person/", {}).status_code == 404


@pytest.mark.django_db
def test_the_sender_takes_the_own_data_away_of_this_message_alone(agency, anonymous, small_city, settings):
    settings.RATES = settings.RATES | {"own-data": "1/hour"}
    mine = personal(small_city)
    personal(small_city, text="Другое сообщение того же человека")
    address = reverse("own-data", args=[mine.secret])
    assert address in anonymous.get(mine.get_secret_url()).content.decode()
    answer = anonymous.get(address)
    assert answer["Cache-Control"] == "no-store" and answer["Content-Type"] == "application/zip"
    assert mine.secret not in answer["Content-Disposition"]
    data, _archive = unpacked(answer)
    assert [each["number"] for each in data["messages"]] == [mine.number]
    assert [each["address"] for each in data["letters_to"]] == ["anna@example.org"]
    look = PersonalLook.objects.get()
    assert (look.how, look.by, look.numbers) == ("downloaded", None, [mine.pk])
    assert anonymous.get(address).status_code == 429
    assert anonymous.get(reverse("own-data", args=["wrong"])).status_code == 404


@pytest.mark.django_db
def test_a_video_comes_back_as_it_was_sent_and_after_its_term_as_we_made_it(agency, small_city):
    sent = film()
    mine = personal(small_city, photos=[checked(upload(sent, "яма.mp4"))])
    data, archive = packed_of(mine)
    (video,) = data["messages"][0]["photos"]
    assert archive.read(video) == sent and video.endswith(".mp4"), "with its sound and what the camera wrote"
    forget_originals(NOW + ORIGINAL_KEPT + DAY)
    data, archive = packed_of(mine)
    (video,) = data["messages"][0]["photos"]
    assert archive.read(video) != sent and archive.read(video)[4:8] == b"ftyp" and video.endswith(".mp4")


@pytest.mark.django_db
def test_a_photo_that_is_not_looked_at_yet_is_given_too(agency, small_city):
    sent = picture_sent(format="PNG")
    told = {"city": small_city, "category": category(), "point": PUSHKINA, "photos": [checked(upload(sent))]}
    mine = actions.submit(**told, at=NOW)
    data, archive = packed_of(mine)
    (told,) = data["messages"]
    assert told["photos_not_taken"] == []
    (photo,) = told["photos"]
    assert archive.read(photo) == sent and photo.endswith(".png")


@pytest.mark.django_db
def test_many_messages_of_one_person_are_no_more_questions(agency, small_city):
    asked = []
    for count in (1, 3):
        while Appeal.objects.count() < count:
            personal(small_city)
        person = own_data.found(small_city, "anna@example.org")
        assert len(person.appeals) == count
        with CaptureQueriesContext(connection) as queries:
            own_data.packed(person, NOW).close()
        asked.append(len(queries))
    assert asked[0] == asked[1]


def packed_of(message) -> tuple[dict, ZipFile]:
    archive = ZipFile(own_data.packed(own_data.Person([Appeal.objects.get(pk=message.pk)], []), NOW))
    return json.loads(archive.read("data.json")), archive


def run(*args: str) -> dict:
    out = StringIO()
    call_command("anonymize", *args, stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.django_db
def test_on_demand_one_message_loses_its_author_and_keeps_its_case(agency, operator, small_city):
    mine, other = personal(small_city), personal(small_city)
    asking.ask(mine, "Секретова, где?", by=operator, at=NOW)
    noting.add_note(mine, "звонила Секретова, +7 999 000-00-00", by=operator, at=NOW)
    assert run("--appeal", mine.number, "--dry-run")["messages"] == 1
    assert AppealPhoto.objects.filter(appeal=mine).exists()
    assert run("--appeal", mine.number)["messages"] == 1
    mine.refresh_from_db()
    held = " ".join(str(value) for value in Appeal.objects.filter(pk=mine.pk).values_list().get())
    held += str(list(mine.questions.values())) + str(list(mine.notes.values())) + str(list(mine.changes.values()))
    assert [mark for mark in MARKS if mark in held] == []
    assert mine.point == mine.snapped_point and not mine.house and mine.street == "улица Пушкина"
    assert not mine.photos.exists() and mine.category.code == "pothole"
    other.refresh_from_db()
    assert other.author_name == "Анна Секретова" and other.photos.exists()


def rows_of_appeals() -> str:
    return str([list(model._default_manager.values()) for model in apps.get_app_config("appeals").get_models()])


@pytest.mark.django_db
def test_nothing_that_anybody_wrote_of_the_sender_stays(agency, other_agency, operator, other_dispatcher, small_city):
    mine = actions.forward(personal(small_city), other_agency, reason="Просит Секретова", by=operator, at=NOW)
    asking.ask(mine, "Секретова, где?", by=other_dispatcher, at=NOW)
    asking.reply(mine, "Я, Секретова, у дома", at=NOW)
    mine.refresh_from_db()
    noting.add_note(mine, "звонила Секретова", by=other_dispatcher, at=NOW)
    for verb in ("extended", "returned", "rejected"):
        AppealChange.record(mine, verb, mine.state(), by=operator, at=NOW, comment="Секретова просила")
    AnswerDraft.objects.create(appeal=mine, agency=other_agency, text="Анна Секретова!", by=operator, at=NOW)
    assert "Секретова" in rows_of_appeals()
    erasing.erase_author(mine, at=NOW)
    assert [mark for mark in MARKS if mark in rows_of_appeals()] == []
    mine.refresh_from_db()
    assert str(mine.why_agency) == f"Переадресовано ({agency})"
    assert mine.changes.count() == 8, "what was done stays"


@pytest.mark.django_db
def test_the_sender_goes_from_answers_refusals_and_letters_that_went(small_city, agency, operator, mailbox, follow_up):
    builder = Agency.objects.create(city=small_city, slug="builder", name="Дорстрой", email="b@builder.example")
    row = personal(small_city)
    Appeal.objects.filter(pk=row.pk).update(house="13")
    RoadSegment.objects.filter(pk=row.segment_id).update(
        warranty_until=date(2028, 6, 1), warranty_contractor=builder, owner=agency
    )
    actions.forward(row, builder, reason="Гарантия.", by=operator, at=NOW)
    follow_up(NOW)
    claim = row.claims.get()
    letter = Delivery.objects.notices().get(subject=claim.subject)
    assert "13" in letter.text
    claims.refuse(claim, reason="Секретовой А. ответили сами, 89990000000.", by=operator, at=NOW)
    who = "Анна Секретова"
    words = f"Уважаемая {who}! На Ваше «Яма у моего подъезда, звоните» (anna@example.org, 8 (999) 000-00-00): заделали."
    row = actions.answer(Appeal.objects.get(pk=row.pk), words, by=operator, at=NOW)
    row = answering.correct(row, f"{words} Спасибо.", outcome="explained", by=operator, at=NOW)
    erasing.erase_author(row, at=NOW)
    for model in (Appeal, AppealChange, WarrantyClaim, Delivery):
        kept = str(list(model.objects.values()))
        for told in ("Секретов", "Анн", "anna@", "000-00-00", "89990000000", "у моего подъезда", "подъезда, звоните"):
            assert told not in kept, (model, told)
    letter.refresh_from_db()
    assert "13" not in letter.text.replace(claim.number, "")
    row.refresh_from_db()
    assert "заделали. Спасибо." in row.answer
    assert row.street in letter.text


def test_a_message_without_words_is_forgotten_too(agency, operator, small_city):
    for left in ("pin", "note", "draft", "nothing"):
        done = appeal(small_city)
        Appeal.objects.filter(pk=done.pk).update(settled_at=NOW, first_replied_at=NOW, status="rejected", house="")
        if left != "pin":
            Appeal.objects.filter(pk=done.pk).update(point=F("snapped_point"))
        if left == "note":
            noting.add_note(done, "звонила", by=operator, at=NOW)
        if left == "draft":
            AnswerDraft.objects.create(appeal=done, agency=agency, text="Здравствуйте", by=operator, at=NOW)
        old = Appeal.objects.personal_settled_before(NOW + DAY).filter(pk=done.pk)
        assert old.exists() == (left != "nothing"), left
        erasing.erase_author(done, at=NOW)
        assert not old.exists(), left


@pytest.mark.django_db
def test_by_day_all_that_ended_before_it_go_with_those_who_followed(agency, operator, small_city):
    done, open_ = (
        answered(small_city, by=operator, email="anna@example.org", name="Анна Секретова"),
        personal(small_city),
    )
    actions.close(Appeal.objects.get(pk=done.pk), at=NOW + DAY)
    following.ask_by_mail(done, "pavel@example.org", language="ru", at=NOW)
    Follower.objects.filter(subscriber__address="pavel@example.org").update(confirmed_at=NOW)
    assert run("--before", "2026-06-11")["messages"] == 0  # it ended on that day
    assert run("--before", "2026-06-12", "--dry-run") == {"messages": 1, "followers": 1, "dry_run": True}
    assert run("--before", "2026-06-12")["messages"] == 1
    assert not Subscriber.objects.filter(address="pavel@example.org").exists()
    assert not Delivery.objects.filter(subject__startswith="follow:").exclude(text="").exists()
    assert Appeal.objects.get(pk=open_.pk).author_name == "Анна Секретова"
    assert run("--before", "2026-06-12")["messages"] == 0  # nothing is left to do


@pytest.mark.django_db
def test_by_term_as_the_form_promises(agency, operator, small_city):
    done = answered(small_city, by=operator, name="Анна Секретова")
    actions.close(done, at=NOW)
    with time_machine.travel(NOW + 90 * DAY, tick=False):
        assert run()["messages"] == 0
    with time_machine.travel(NOW + 91 * DAY, tick=False):
        assert run("--dry-run")["messages"] == run()["messages"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("args", [["--appeal", "26-99999"], ["--appeal", "x"], ["--before", "yesterday"]])
def test_what_cannot_be_meant_is_refused(agency, args):
    with pytest.raises(CommandError):
        run(*args)


@pytest.mark.django_db
def test_more_than_a_batch_goes_in_order(agency, small_city, monkeypatch):
    monkeypatch.setattr(anonymizing, "BATCH", 2)
    rows = [personal(small_city, photos=[]) for _number in range(5)]
    seen = []
    erase = erasing.erase_author
    monkeypatch.setattr(erasing, "erase_author", lambda each, *, at: (seen.append(each.pk), erase(each, at=at)))
    anonymizing.anonymize(Appeal.objects.filter(pk__in=[each.pk for each in rows]), NOW)
    assert seen == [each.pk for each in rows]


def test_what_is_killed_leaves_each_message_whole_or_forgotten(transactional_db, agency, small_city):
    rows = [personal(small_city, photos=[]) for _number in range(30)]
    named = [word for each in rows for word in ("--appeal", str(each.pk))]
    command = [sys.executable, "manage.py", "anonymize", *named]
    process = subprocess.Popen(command, cwd=ROOT, env=process_environment(), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and not Appeal.objects.filter(author_name="").exists():
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    left = Appeal.objects.exclude(author_name="")
    assert all(each.text and each.author_email and each.author_phone for each in left)
    assert not Appeal.objects.filter(author_name="").exclude(text="", author_email="", author_phone="").exists()
    run(*[word for each in left for word in ("--appeal", str(each.pk))])
    assert not Appeal.objects.exclude(author_name="").exists()
