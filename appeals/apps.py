from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "appeals"
    verbose_name = _("Residents' messages")

    def ready(self) -> None:
        from appeals import receivers  # noqa: F401  connects the signal
