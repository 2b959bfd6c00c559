"""What an editor fills in of an account. Keys are asked for one by one; those that are kept are never shown again."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.channels import NETWORKS, ChannelError, NotAnAddress
from roadmap.channels.network import Key
from roadmap.models import Account, Agency, Area, City, OfficialPage, User
from roadmap.models.people import Role

KEY = "key-"  # before its name
TIME = forms.TimeInput({"type": "time"}, "%H:%M")
NOTHING_SHOWN = gettext_lazy("Kept, and not shown. Empty: it stays as it is.")


class AccountForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = (
            "name",
            "place",
            "owner",
            "official",
            "district",
            "page",
            "language",
            "state",
            "kinds",
            "moments",
            "areas",
            "least_severity",
            "needs_approval",
            "quiet_from",
            "quiet_until",
            "announce_hours",
            "digest_above",
        )
        widgets = {"quiet_from": TIME, "quiet_until": TIME, "areas": forms.CheckboxSelectMultiple}

    def __init__(self, *args, city: City, user: User, network: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.channel = NETWORKS[network]
        self.instance.city, self.instance.network = city, network
        self.kept = kept_names(self.instance)
        self._offer(city, user)
        self.fields["place"].label = self.channel.place_label
        self.fields["place"].help_text = self.channel.place_hint
        if self.instance.pk and self.instance.deliveries.exists():
            self.fields["place"].disabled = True
            self.fields["place"].help_text = _("Posts stand there. Another page is another account.")
        for key in self.channel.keys:
            self.fields[KEY + key.name] = self._field_of(key)

    def _offer(self, city: City, user: User) -> None:
        agencies = Agency.objects.filter(city=city)
        if not user.has_role(Role.ADMINISTRATOR):
            agencies = agencies.filter(pk__in=agencies.below(user.agency))
        self.fields["owner"].queryset = agencies
        self.fields["owner"].empty_label = _("choose")
        for name, empty in (("district", _("of the whole city")), ("page", _("none"))):
            self.fields[name].empty_label = empty
        self.fields["district"].queryset = Area.objects.districts().filter(city=city).defer("geometry")
        self.fields["areas"].queryset = Area.objects.filter(city=city).defer("geometry")
        self.fields["page"].queryset = OfficialPage.objects.of_city(city)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        for name, choices in (("kinds", import_string(settings.EVENT_KINDS)), ("moments", Account.Moment.choices)):
            label = self.fields[name].label
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    def _field_of(self, key: Key) -> forms.CharField:
        is_kept = key.name in self.kept
        widget = forms.PasswordInput({"autocomplete": "off"}) if key.is_secret else forms.TextInput()
        return forms.CharField(
            label=key.label,
            help_text=NOTHING_SHOWN if is_kept else key.hint,
            required=key.is_needed and not is_kept,
            max_length=2_000,
            widget=widget,
        )

    @property
    def key_fields(self) -> list:
        return [self[KEY + key.name] for key in self.channel.keys]

    def clean_place(self) -> str:
        try:
            return self.channel.place_of(self.cleaned_data["place"])
        except NotAnAddress as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict:
        """A name that only the network can tell is asked for there."""
        told = super().clean()
        if not self.errors:
            try:
                self.cleaned_data["place"] = self.channel.of(self._keys).settled(self.cleaned_data["place"])
            except ChannelError as error:
                self.add_error("place", _("The network cannot tell this page: give its number. %s") % error)
        return told

    @property
    def _keys(self) -> dict[str, str]:
        return self.instance.readable_keys | self.given_keys

    def clean_page(self) -> OfficialPage | None:
        page = self.cleaned_data["page"]
        if page is not None and page.network != self.instance.network:
            raise ValidationError(_("This official page is on another network."))
        return page

    def _get_validation_exclusions(self) -> set[str]:
        """The network is no field, and yet a place stands once a network."""
        return super()._get_validation_exclusions() - {"network"}

    @property
    def given_keys(self) -> dict[str, str]:
        """Those that were typed."""
        told = {key.name: self.cleaned_data.get(KEY + key.name, "").strip() for key in self.channel.keys}
        return {name: value for name, value in told.items() if value}


def kept_names(account: Account) -> set[str]:
    """Of keys that this installation can read."""
    return {name for name, value in account.readable_keys.items() if value}
