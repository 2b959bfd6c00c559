"""The site's own public page of posts, which the Atom feed repeats: rows of our own database."""

from django.utils.translation import gettext_lazy as _

from roadmap.channels.base import Channel, Message, Receipt
from roadmap.models import JournalEntry


class Journal(Channel):
    name = "journal"
    title = _("Journal of the site")
    max_text = 20_000
    max_caption = 20_000
    is_local = True
    tells_english = True

    def post(self, recipient: str, message: Message) -> Receipt:
        entry, is_new = JournalEntry.objects.select_for_update().get_or_create(
            subject=message.subject, defaults={**self._values(message), "published_at": message.at}
        )
        if not is_new and entry.version <= message.version:
            JournalEntry.objects.filter(pk=entry.pk).update(**self._values(message))
        return Receipt(str(entry.pk))

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        return self.post(recipient, message)

    @staticmethod
    def _values(message: Message) -> dict:
        return {
            "city_id": message.city_id,
            "version": message.version,
            "title": message.title,
            "text": message.text,
            "url": message.url,
            "picture_id": message.picture_id,
            "title_en": message.title_en,
            "text_en": message.text_en,
            "picture_en_id": message.picture_en_id,
            "updated_at": message.at,
        }
