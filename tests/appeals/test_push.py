"""A browser that follows a message, with a push service that nobody here wrote: it reads what was written for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appeals import actions, following
from appeals.models import Appeal
from deploy.up.kept import p256_key
from roadmap import delivery
from roadmap.channels import push
from roadmap.models import Delivery, Subscriber
from tests.appeals.factories import personal
from tests.doubles.browsers import Browsers

pytestmark = pytest.mark.django_db
SECRETS = ("Секретова", "anna@example.org", "подъезда", "999 000")


@pytest.fixture
def service(settings):
    settings.VAPID_PRIVATE_KEY = p256_key()
    with Browsers() as running:
        settings.PUSH_HOSTS = [running.url]
        yield running


@pytest.fixture
def post(follow_up):
    """Does what is due as the workers would, and once more."""

    def post(at):
        for _again in range(2):
            follow_up(at)
            for pk in list(Delivery.objects.due(at).ready().filter(channel="push").values_list("pk", flat=True)):
                delivery.send(pk, at)

    return post


def test_it_reads_each_step_once_and_nothing_after_it_has_left(small_city, operator, service, post):
    at = timezone.now()  # the service looks at the clock, too
    message, one, other = personal(small_city, at=at), *(service.subscribe(push.public_key()) for _each in range(2))
    following.follow_by_push(message, one["endpoint"], one["keys"], language="ru", at=at)
    leaves = following.follow_by_push(message, other["endpoint"], other["keys"], language="ru", at=at)
    actions.take(message, by=operator, at=at)
    post(at)
    assert [len(service.shown(browser)) for browser in (one, other)] == [1, 1]
    following.leave(leaves)
    actions.answer(Appeal.objects.get(pk=message.pk), "Заделано.", by=operator, at=at + timedelta(hours=1))
    post(at + timedelta(hours=1))
    told = service.shown(one)
    assert [len(told), len(service.shown(other))] == [2, 1]
    assert {each["tag"] for each in told} == {message.subject}
    assert not [word for word in SECRETS if word in str(told)]
    assert Subscriber.objects.get(channel="push").address == one["endpoint"]


def test_a_browser_that_has_gone_is_forgotten_and_the_sender_hears_on(small_city, operator, service, post):
    at = timezone.now()
    message, browser = personal(small_city, at=at), service.subscribe(push.public_key())
    following.follow_by_push(message, browser["endpoint"], browser["keys"], language="ru", at=at)
    service.leave(browser)
    actions.take(message, by=operator, at=at)
    post(at)
    assert [follower.is_author for follower in message.followers.all()] == [True]
