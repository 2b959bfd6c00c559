"""What an administrator fills in on the pages of the set-up."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from roadmap.importers.extract import Refused
from roadmap.importers.reading import READERS
from roadmap.setting_up import kept_files


class UploadForm(forms.Form):
    """A file with one of the endings that `accepts` names."""

    file = forms.FileField(label=_("File"))

    def __init__(self, *args, accepts: tuple[str, ...], most_bytes: int = kept_files.MOST_BYTES, **kwargs):
        super().__init__(*args, **kwargs)
        self.accepts, self.most_bytes = accepts, most_bytes
        self.fields["file"].widget.attrs["accept"] = ",".join(accepts)

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(self.accepts):
            raise ValidationError(_("Files of this kind are not read. Known are: %s.") % ", ".join(self.accepts))
        try:
            kept_files.check_size(file.size, self.most_bytes)
        except Refused as error:
            raise ValidationError(str(error)) from error
        return file


ROADS = tuple(READERS)
