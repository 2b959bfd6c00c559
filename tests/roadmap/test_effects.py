"""What follows an action: each effect once, whatever dies or fails, and none holds up another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction

from roadmap import broker, clock, effects
from roadmap.models import Effect, User
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
DONE = []


def note(*, at, word):
    DONE.append(word)


def make_user(*, at, name):
    """Writes, and fails where the name is bad."""
    User.objects.create_user(name, password="pass-word-1")
    if name == "bad":
        raise OSError("no space left on the device")


@pytest.fixture(autouse=True)
def _names(settings):
    DONE.clear()
    here = "tests.roadmap.test_effects"
    settings.EFFECTS = {"note": f"{here}.note", "make-user": f"{here}.make_user", "hold-on": f"{here}.hold_on"}


def left(name, key, /, **arguments) -> Effect:
    effects.leave(name, key, at=NOW, **arguments)
    return Effect.objects.get(name=name, key=str(key))


def test_it_is_done_once_and_the_row_goes():
    effect = left("note", 1, word="one")
    assert effects.run(effect.pk, NOW)
    assert not effects.run(effect.pk, NOW)
    assert (DONE, Effect.objects.count()) == (["one"], 0)


def test_the_same_thing_left_twice_is_there_once():
    assert left("note", 1, word="one").pk == left("note", 1, word="two").pk


def test_what_an_action_takes_back_leaves_no_effect():
    with pytest.raises(RuntimeError), transaction.atomic():
        left("note", 1, word="one")
        raise RuntimeError
    assert not Effect.objects.exists()


def test_it_is_handed_over_only_after_commit(monkeypatch, django_capture_on_commit_callbacks):
    handed = []
    monkeypatch.setattr(effects, "hand_over", handed.append)
    with django_capture_on_commit_callbacks(execute=True):
        effect = left("note", 1, word="one")
        assert handed == []
    assert handed == [effect.pk]


def test_one_that_fails_leaves_nothing_half_done_and_waits_longer_each_time(follow_up):
    bad, good = left("make-user", 1, name="bad"), left("make-user", 2, name="good")
    follow_up(NOW)
    assert list(User.objects.filter(username__in=["bad", "good"]).values_list("username", flat=True)) == ["good"]
    bad.refresh_from_db()
    assert (bad.attempts, bad.next_try_at) == (1, NOW + timedelta(seconds=10))
    assert bad.reason == "OSError: no space left on the device"
    follow_up(NOW + timedelta(seconds=9))
    bad.refresh_from_db()
    assert bad.attempts == 1
    follow_up(NOW + timedelta(seconds=10))
    bad.refresh_from_db()
    assert bad.next_try_at == NOW + timedelta(seconds=40)
    assert not Effect.objects.filter(pk=good.pk).exists()


def ended(name, /, **arguments) -> Effect:
    effect, at = left(name, 1, **arguments), NOW
    for _ in range(effects.MOST_ATTEMPTS + 3):
        effects.run(effect.pk, at)
        at += timedelta(hours=2)
    effect.refresh_from_db()
    return effect


def test_the_tries_have_an_end_that_the_desk_and_readyz_tell_and_a_person_may_begin_anew(
    small_city, anonymous, dispatcher
):
    effect = ended("make-user", name="bad")
    assert (effect.attempts, effect.next_try_at) == (effects.MOST_ATTEMPTS, None)
    assert anonymous.get("/readyz").json()["ended_effects"] == 1
    page = signed_in(dispatcher).get("/desk/deliveries/").content.decode()
    assert "no space left on the device" in page
    english = signed_in(dispatcher).get("/desk/deliveries/", headers={"Accept-Language": "en"}).content.decode()
    assert "Make user" in english
    signed_in(dispatcher).post(f"/desk/effects/{effect.pk}/")
    effect.refresh_from_db()
    assert effect.attempts == 0
    assert effect.next_try_at is not None


def test_only_a_dispatcher_sends_an_effect_on(operator):
    effect = ended("make-user", name="bad")
    assert signed_in(operator).post(f"/desk/effects/{effect.pk}/").status_code == 404
    effect.refresh_from_db()
    assert effect.next_try_at is None


def test_one_whose_name_is_unknown_is_told_and_not_lost():
    effect = left("note", 1, word="one")
    Effect.objects.filter(pk=effect.pk).update(name="of former days")
    assert not effects.run(effect.pk, NOW)
    effect.refresh_from_db()
    assert "of former days" in effect.reason


def test_the_clock_hands_over_what_is_due_and_no_more(monkeypatch):
    handed = []
    monkeypatch.setattr(effects, "hand_over", handed.append)
    due, later = left("note", 1, word="one"), left("note", 2, word="two")
    Effect.objects.filter(pk=later.pk).update(next_try_at=NOW + timedelta(days=4000))
    clock.follow_up_due()
    assert handed == [due.pk]


class TestWorker:
    @pytest.fixture(autouse=True)
    def handed_over(self):
        """Here effects are really handed to a broker."""

    def test_the_task_that_is_asked_for_exists(self, monkeypatch):
        from roadmap.celery import app

        asked = []
        monkeypatch.setattr(broker.current_app, "send_task", lambda name, args: asked.append((name, args)))
        monkeypatch.setitem(broker._broker, "away_until", 0.0)
        effects.hand_over(7)
        ((name, args),) = asked
        app.loader.import_default_modules()
        assert name in app.tasks
        assert args == [7]

    def test_what_lies_in_the_queue_is_put_there_again_only_when_it_seems_lost(self, monkeypatch, time_machine):
        asked = []
        monkeypatch.setattr(broker.current_app, "send_task", lambda name, args: asked.extend(args))
        monkeypatch.setitem(broker._broker, "away_until", 0.0)
        effect = Effect.objects.create(name="hold-on", key="1", created_at=NOW, next_try_at=NOW)
        time_machine.move_to(NOW, tick=False)
        clock.follow_up_due(), clock.follow_up_due()
        assert asked == [effect.pk]
        time_machine.move_to(NOW + clock.LOST_AFTER + timedelta(seconds=1), tick=False)
        clock.follow_up_due()
        assert asked == [effect.pk] * 2


def hold_on(*, at, pk):
    """Works so long that its next try is due, and another worker comes for it."""
    with ThreadPoolExecutor(1) as another:
        DONE.append(another.submit(_come_for, pk, at).result())


def _come_for(pk, at):
    try:
        return effects.run(pk, at + timedelta(days=1))
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_one_that_is_still_worked_on_is_not_done_by_another():
    effect = left("hold-on", 1, pk=0)
    Effect.objects.update(arguments={"pk": effect.pk})
    assert effects.run(effect.pk, NOW)
    assert DONE == [False]
