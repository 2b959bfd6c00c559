"""A resident's message → category, place, danger. `read_message`, `message_label`."""

from appeals.reading.message import Message, message_label, read_message

__all__ = ["Message", "message_label", "read_message"]
