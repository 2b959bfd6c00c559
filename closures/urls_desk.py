"""The dispatcher's pages."""

from django.urls import include, path

from closures.views import (
    bulk,
    desk,
    desk_list,
    history_desk,
    notices,
    outcome,
    parts_desk,
    printing,
    stories_desk,
    street_desk,
    templates_desk,
)
from closures.views.unconfirmed import unconfirmed

urlpatterns = [
    path("", desk_list.events, name="desk"),
    path("events/new/", desk.new_event, name="desk-event-new"),
    path("events/bulk/", bulk.bulk, name="desk-bulk"),
    path("events/<int:pk>/template/", templates_desk.keep, name="desk-event-template"),
    path("templates/", templates_desk.templates, name="desk-templates"),
    path("templates/<int:pk>/delete/", templates_desk.throw_away, name="desk-template-delete"),
    path("events/<int:pk>/", desk.event, name="desk-event"),
    path("events/<int:pk>/outcome/", outcome.outcome, name="desk-outcome"),
    path("events/<int:pk>/join/", parts_desk.join, name="desk-event-join"),
    path("events/<int:pk>/split/", parts_desk.split, name="desk-event-split"),
    path("events/<int:pk>/history/", history_desk.history, name="desk-history"),
    path("events/<int:pk>/history/<int:version>/", history_desk.step, name="desk-step"),
    path("events/<int:pk>/site/", street_desk.site_link, name="desk-site-link"),
    path("events/<int:pk>/order.pdf", printing.order_as_pdf, name="desk-order-pdf"),
    path("events/<int:pk>/order.docx", printing.order_as_docx, name="desk-order-docx"),
    path("events/<int:pk>/sign.pdf", printing.sign, name="desk-sign"),
    path("week.pdf", printing.week, name="desk-week"),
    path("unconfirmed/", unconfirmed, name="desk-unconfirmed"),
    path("site-reports/<int:pk>/", street_desk.answer_site_report, name="desk-site-report"),
    path("site-reports/<int:pk>/photo.jpg", street_desk.site_photo, name="desk-site-photo"),
    path("programme/", include("closures.urls_programme")),
    path("sources/", include("closures.urls_sources")),
    path("notices/", notices.notices, name="desk-notices"),
    path("notices/<int:pk>/", notices.notice, name="desk-notice"),
    path("stories/", stories_desk.stories, name="desk-stories"),
    path("stories/new/", stories_desk.new_story, name="desk-story-new"),
    path("stories/<int:pk>/", stories_desk.story, name="desk-story"),
    path("stories/<int:pk>/move/", stories_desk.move, name="desk-story-move"),
    path("stories/<int:pk>/preview/", stories_desk.preview, name="desk-story-preview"),
]
