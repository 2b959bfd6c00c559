"""MAX: messages to the bot and in its chats, and comments under the posts of a channel."""

from appeals.intake.comment import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
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

KINDS = {
    "message_created": What.WRITTEN,
    "message_edited": What.CHANGED,
    "message_removed": What.DELETED,
}


def comment_in(told: dict) -> Comment | None:
    what = KINDS.get(told.get("update_type")) if isinstance(told.get("update_type"), str) else None
    if what is None:
        return None
    if what == What.DELETED:
        chat, number = number_of(told.get("chat_id")), number_of(told.get("message_id"))
        return Comment(what=what, chat=chat, number=number) if chat and number else None
    return _written(part(told, "message"), what)


def _written(message: dict, what: What) -> Comment | None:
    sender, recipient, body = part(message, "sender"), part(message, "recipient"), part(message, "body")
    numbers = number_of(recipient.get("chat_id")), number_of(body.get("mid")), number_of(sender.get("user_id"))
    if not all(numbers) or sender.get("is_bot") is not False:
        return None
    attached = parts(body.get("attachments"))
    place = next((one for one in attached if one.get("type") == "location"), {})
    pictures = [part(one, "payload").get("url") for one in attached if one.get("type") == "image"]
    return Comment(
        what=what,
        chat=numbers[0],
        number=numbers[1],
        author=numbers[2],
        author_name=words(sender.get("name") or sender.get("first_name"), LONGEST_NAME),
        text=text_of(body.get("text")),
        photos=tuple(filter(None, (words(one, LONGEST_ADDRESS) for one in pictures)))[:MOST_PHOTOS],
        point=place_of(place.get("longitude"), place.get("latitude")),
        is_private=recipient.get("chat_type") == "dialog",
    )
