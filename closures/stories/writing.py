"""The verbs of a story: write, change, publish, withdraw. Who writes says which version was read."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from closures.models import Story
from roadmap import workflow
from roadmap.decoding import Prepared
from roadmap.matching import link_point
from roadmap.models import Area, City, User

Status = Story.Status
MOVES = {
    Status.DRAFT: {Status.PUBLISHED, Status.WITHDRAWN},
    Status.PUBLISHED: {Status.WITHDRAWN},
    Status.WITHDRAWN: {Status.PUBLISHED},
}


class StoryChanged(Exception):
    """Somebody saved another version since this one was read; the message is for the editor."""


@transaction.atomic
def write(city: City, fields: Mapping, *, cover: Prepared | None, by: User, at: datetime) -> Story:
    story = Story(city=city, created_by=by, updated_at=at)
    return _filled(story, fields, cover)


@transaction.atomic
def change(story: Story, fields: Mapping, *, cover: Prepared | None, version: int, at: datetime) -> Story:
    """Raises StoryChanged."""
    story = _of_version(story, version)
    story.version, story.updated_at = story.version + 1, at
    return _filled(story, fields, cover)


@transaction.atomic
def publish(story: Story, *, version: int, by: User, at: datetime) -> Story:
    """Raises StoryChanged, MoveRefused."""
    story = _moved(story, Status.PUBLISHED, version, at)
    story.published_by, story.published_at = by, story.published_at or at
    story.save()
    return story


@transaction.atomic
def withdraw(story: Story, *, version: int, at: datetime) -> Story:
    """Nobody sees it any more; it can be published again. Raises StoryChanged, MoveRefused."""
    story = _moved(story, Status.WITHDRAWN, version, at)
    story.save()
    return story


def _moved(story: Story, to: Story.Status, version: int, at: datetime) -> Story:
    story = _of_version(story, version)
    workflow.check(MOVES, Status(story.status), to)
    story.status, story.version, story.updated_at = to, story.version + 1, at
    return story


def _of_version(story: Story, version: int) -> Story:
    story = Story.objects.locked(story.pk)
    if story.version != version:
        raise StoryChanged(_("Somebody changed this story meanwhile. Open it anew; what you wrote stands below."))
    return story


def _filled(story: Story, fields: Mapping, cover: Prepared | None) -> Story:
    for name, value in fields.items():
        setattr(story, name, value)
    _find_its_place(story)
    if cover:
        _put_on(story, cover)
    story.save()
    return story


def _find_its_place(story: Story) -> None:
    """From the point follow the segment and, where none was chosen, the district."""
    link = link_point(story.city, story.point) if story.point else None
    story.segment_id = link.segment_id if link else None
    if story.point and story.area is None:
        story.area = Area.objects.districts().filter(city=story.city).containing(story.point).first()


def _put_on(story: Story, cover: Prepared) -> None:
    """The files of the cover before go once the row names others."""
    before = [file.name for file in (story.cover, story.thumbnail) if file]
    story.cover_width, story.cover_height = cover.width, cover.height
    story.cover.save("cover.jpg", ContentFile(cover.jpeg), save=False)
    story.thumbnail.save("cover.jpg", ContentFile(cover.thumbnail), save=False)
    transaction.on_commit(partial(_remove, before), robust=True)


def _remove(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
