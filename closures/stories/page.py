"""What the page of a story says, also before everybody sees it."""

from datetime import datetime

from closures.models import Story
from closures.snapshot import rounded
from roadmap.languages import is_english


def story_context(story: Story, at: datetime) -> dict:
    point = rounded(story.point) if story.point else None
    return {"city": story.city, "now": at, "story": story, "point": point, "is_english": is_english()}
