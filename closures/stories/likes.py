"""Who likes a story: each visitor once, however often the page is loaded and in however many tabs.

A visitor is a number drawn at random, in a cookie that the site has signed; the page of a story hands it out, so that
a second tab has the same. Who throws it away each time is slowed down by the limit of the address.
"""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from closures.models import Story, StoryLike
from roadmap.callers import caller_of
from roadmap.limits import take

COOKIE, SALT = "visitor", "closures.stories"
KEPT_S = 365 * 24 * 3600


def visitor_of(request: HttpRequest) -> UUID | None:
    """None without a cookie, or with one that is not ours."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    try:
        return UUID(told)
    except ValueError:
        return None


def greet(request: HttpRequest, response: HttpResponse) -> None:
    """Done where a story can be liked."""
    if visitor_of(request) is None:
        response.set_signed_cookie(
            COOKIE,
            str(uuid4()),
            salt=SALT,
            max_age=KEPT_S,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def too_many(request: HttpRequest, story: Story) -> int:
    """Seconds until this address may like again, of this story or any; 0 now."""
    caller = caller_of(request)
    return take("likes", caller) or take("likes-of-a-story", caller, str(story.pk))


def like(story: Story, visitor: UUID) -> None:
    """Twice is once, also in the same moment."""
    StoryLike.objects.bulk_create([StoryLike(story=story, visitor=visitor)], ignore_conflicts=True)


def take_back(story: Story, visitor: UUID) -> None:
    StoryLike.objects.filter(story=story, visitor=visitor).delete()


def likes(story: Story, visitor: UUID | None) -> bool:
    return visitor is not None and StoryLike.objects.filter(story=story, visitor=visitor).exists()
