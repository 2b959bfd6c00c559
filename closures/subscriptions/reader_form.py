"""Where a reader is told: a mailbox or this browser, as a form takes it. Each field that is wrong is named."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from closures.form_errors import refused
from roadmap.channels import push
from roadmap.models import Subscriber

# ASCII, no quotes: nothing to break a header with. A server of our own net is nobody's mailbox.
OUR_NET = "local|localhost|localdomain|internal|invalid|test"
MAILBOX = re.compile(rf"[!#$%&'*+\-./0-9=?^_`a-z{{|}}~]+@(?:[a-z0-9-]+\.)+(?!(?:{OUR_NET})$)[a-z][a-z0-9-]+")


class ReaderForm(forms.Form):
    channel = forms.ChoiceField(
        choices=Subscriber.Channel.choices, error_messages=refused(_("How: by e-mail or in the browser."))
    )
    email = forms.EmailField(max_length=254, required=False)
    endpoint = forms.CharField(max_length=1000, required=False)
    p256dh = forms.CharField(max_length=200, required=False)
    auth = forms.CharField(max_length=60, required=False)

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].strip().lower()
        if address and not MAILBOX.fullmatch(address):
            raise ValidationError(translated("Give an address such as name@example.org."))
        return address

    def clean(self) -> dict:
        told = super().clean()
        if told.get("channel") == Subscriber.Channel.MAIL and not told.get("email") and "email" not in self.errors:
            self.add_error("email", translated("Give an address such as name@example.org."))
        if told.get("channel") == Subscriber.Channel.PUSH:
            self._check_browser(told)
        return told

    def _check_browser(self, told: dict) -> None:
        if not push.is_known(told.get("endpoint", "")):
            self.add_error("endpoint", translated("This is no address of a known push service."))
        if not push.are_keys(self.keys):
            self.add_error("p256dh", translated("These are no keys of a browser."))

    @property
    def keys(self) -> dict[str, str]:
        """As Subscriber has them."""
        return {name: self.cleaned_data.get(name, "") for name in ("p256dh", "auth")}
