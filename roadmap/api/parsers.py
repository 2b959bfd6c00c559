"""How bodies of requests are read."""

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.settings import api_settings

from roadmap.unreadable import complaints_about, form_without_marks, without_marks


class JSONParser(parsers.JSONParser):
    """JSON without marks of direction; a body nested deeper than Python reads is the sender's mistake and not ours, and
    so is one with a NUL."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            told = without_marks(super().parse(stream, media_type, parser_context))
            found = complaints_about(
                told,
                _("There is a character in it that cannot be read."),
                _("There is a number in it that is too large."),
            )
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        if found:
            raise ValidationError(found if isinstance(found, dict) else {api_settings.NON_FIELD_ERRORS_KEY: found})
        return told


class FormParser(parsers.FormParser):
    """Without marks of direction."""

    def parse(self, stream, media_type=None, parser_context=None):
        return form_without_marks(super().parse(stream, media_type, parser_context))


class MultiPartParser(parsers.MultiPartParser):
    """Without marks of direction."""

    def parse(self, stream, media_type=None, parser_context=None):
        told = super().parse(stream, media_type, parser_context)
        return parsers.DataAndFiles(form_without_marks(told.data), told.files)
