"""Telegram: comments are messages of the discussion group, in threads that begin with the channel's post; deletions are
not told to bots."""

from appeals.intake.comment import LONGEST_NAME, MOST_PHOTOS, Comment, What, number_of, part, parts, place_of, text_of
from appeals.intake.comment import words as words_of


def comment_in(told: dict) -> Comment | None:
    """None where nobody of the people has said anything."""
    message, what = part(told, "message"), What.WRITTEN
    if not message:
        message, what = part(told, "edited_message"), What.CHANGED
    author, chat = part(message, "from"), part(message, "chat")
    if not author or author.get("is_bot") is not False or message.get("sender_chat") or message.get("via_bot"):
        return None
    text = text_of(message.get("text") or message.get("caption"))
    numbers = number_of(chat.get("id")), number_of(message.get("message_id")), number_of(author.get("id"))
    if not all(numbers) or text.startswith("/"):
        return None
    head = part(message, "reply_to_message")
    location = part(message, "location") or part(message, "venue", "location")
    return Comment(
        what=what,
        chat=numbers[0],
        number=numbers[1],
        author=numbers[2],
        author_name=_name(author),
        text=text,
        photos=_photos(message),
        point=place_of(location.get("longitude"), location.get("latitude")),
        post=_post(head),
        thread=number_of(message.get("message_thread_id")),
        is_private=chat.get("type") == "private",
    )


def _name(author: dict) -> str:
    names = (words_of(author.get(part), LONGEST_NAME) for part in ("first_name", "last_name"))
    return " ".join(filter(None, names))[:LONGEST_NAME]


def _photos(message: dict) -> tuple[str, ...]:
    """The largest of each photo's sizes: by number, since its address holds the bot's key."""
    sizes = parts(message.get("photo"))
    return tuple(filter(None, [words_of(sizes[-1].get("file_id"), 200)]))[:MOST_PHOTOS] if sizes else ()


def _post(head: dict) -> str:
    """The channel's number of the post, where the comment answers it at once."""
    return number_of(part(head, "forward_origin").get("message_id")) if head.get("is_automatic_forward") else ""
