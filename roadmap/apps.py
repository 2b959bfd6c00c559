from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = _("Road network")

    def ready(self):
        from roadmap import catalogues, celery, checks  # noqa: F401  shared tasks find their application; checks register

        catalogues.at_start()
