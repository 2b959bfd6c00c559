"""Who may send messages by a program (Open311): a key with an owner; only its hash is kept."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import City


class ProgramKeyQuerySet(models.QuerySet):
    def valid(self) -> "ProgramKeyQuerySet":
        return self.filter(revoked_at=None)


class ProgramKey(models.Model):
    """`digest` is SHA-256 of the key, which has 256 random bits; `begins` are its first letters, to tell it by.

    The owner promises that the people whose messages it sends have agreed to that (152-FZ, article 6). A key is
    revoked, never deleted: the log of settings tells of it.
    """

    city = models.ForeignKey(City, models.CASCADE, related_name="+", verbose_name=_("city"))
    owner = models.CharField(_("owner"), max_length=120, help_text=_("The organisation or the program."))
    contact = models.EmailField(_("e-mail of the owner"), help_text=_("Who is written to when something is wrong."))
    per_hour = models.PositiveIntegerField(
        _("messages an hour, at most"), default=200, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    begins = models.CharField(_("begins with"), max_length=8, editable=False)
    created_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ProgramKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of a program")
        verbose_name_plural = _("keys of programs")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.owner}, {self.begins}…"
