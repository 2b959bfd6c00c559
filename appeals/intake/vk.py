"""VK: comments under posts of the community's wall and messages to it. It tells no names, only numbers."""

import re

from appeals.intake.comment import (
    LONGEST_ADDRESS,
    MOST_PHOTOS,
    Comment,
    What,
    number_of,
    part,
    parts,
    place_of,
    text_of,
    words,
)

ON_THE_WALL = {
    "wall_reply_new": What.WRITTEN,
    "wall_reply_restore": What.CHANGED,
    "wall_reply_edit": What.CHANGED,
    "wall_reply_delete": What.DELETED,
}
IN_PRIVATE = {"message_new": What.WRITTEN, "message_edit": What.CHANGED}
MENTION = re.compile(r"\[(?:id|club|public)\d{1,18}\|([^\]|]{0,200})\],?\s*")


def comment_in(told: dict) -> Comment | None:
    """None where nobody of the people has said anything; a community's own words have a negative number."""
    kind = told.get("type")
    if kind in ON_THE_WALL:
        return _on_the_wall(part(told, "object"), ON_THE_WALL[kind])
    if kind in IN_PRIVATE:
        message = part(told, "object", "message") or part(told, "object")
        return _in_private(message, IN_PRIVATE[kind])
    return None


def _on_the_wall(told: dict, what: What) -> Comment | None:
    chat, number = number_of(told.get("post_owner_id") or told.get("owner_id")), number_of(told.get("id"))
    if not chat or not number or (what != What.DELETED and not _is_person(told)):
        return None
    return Comment(what=what, chat=chat, number=number, post=number_of(told.get("post_id")), **_told(told))


def _in_private(message: dict, what: What) -> Comment | None:
    chat = number_of(message.get("peer_id"))
    number = number_of(message.get("conversation_message_id") or message.get("id"))
    if not chat or not number or not _is_person(message) or chat != number_of(message.get("from_id")):
        return None
    return Comment(what=what, chat=chat, number=number, is_private=True, **_told(message))


def _is_person(told: dict) -> bool:
    number = told.get("from_id")
    return isinstance(number, int) and not isinstance(number, bool) and number > 0


def _told(told: dict) -> dict:
    at = part(told, "geo", "coordinates")
    return {
        "author": number_of(told.get("from_id")),
        "text": MENTION.sub("", text_of(told.get("text"))).strip(),
        "photos": _photos(told),
        "point": place_of(at.get("longitude"), at.get("latitude")),
    }


def _photos(told: dict) -> tuple[str, ...]:
    """The address of the largest of each photo's sizes."""
    sizes = [parts(part(one, "photo").get("sizes")) for one in parts(told.get("attachments"))]
    found = [words(each[-1].get("url"), LONGEST_ADDRESS) for each in sizes if each]
    return tuple(filter(None, found))[:MOST_PHOTOS]
