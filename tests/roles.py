"""The table of tests/test_roles.py: one row an address and method of the desk, who gets what there.

A new address of the desk, or a new verb of its API, without a row fails. A row is
`row(method, name, RULE, status, about="event", **values)`: `status` is what those get whom the rule lets in, `about`
the thing of the world that the address is about, `values` what is sent.
"""

from dataclasses import dataclass, field

from tests.closures.test_desk_api import body

# Who is let in. "outsider" is a dispatcher of another agency, "beyond" one of the own, whose territory lies elsewhere.
OWN = ("dispatcher", "beyond", "approver", "administrator")  # what is about an event of the own agency
DESK = (*OWN, "outsider")  # what is about nobody's event
DECIDES = ("approver", "administrator")
MESSAGES = ("operator", "administrator")
STORIES = ("editor", "administrator")
POSTS = ("editor", "approver", "administrator")
COUNTS = ("leader", "operator", "administrator")
LEADS = ("leader", "administrator")
ADMINISTRATOR = ("administrator",)
STAFF = ("dispatcher", "beyond", "approver", "administrator", "outsider", "operator", "editor", "leader")
CALLERS = ("anonymous", "disabled", *STAFF)


@dataclass(frozen=True)
class Row:
    """`apart`: callers who get another status than the rule says."""

    method: str
    name: str
    allowed: tuple[str, ...]
    status: int
    about: str = ""
    more: tuple[str, ...] = ()
    values: dict = field(default_factory=dict)
    query: str = ""
    apart: dict[str, int] = field(default_factory=dict)


def row(method: str, name: str, allowed: tuple[str, ...], status: int, **told) -> Row:
    return Row(method, name, allowed, status, **told)


PAGES = [
    row("get", "home", STAFF, 302),
    row("get", "desk", STAFF, 200, apart={"operator": 302, "editor": 302, "leader": 302}),
    row("get", "desk-event-new", DESK, 200),
    row("get", "desk-event", OWN, 200, about="event"),
    row("post", "desk-bulk", OWN, 200, values={"verb": "cancel", "row": "{event}:2"}, apart={"outsider": 302}),
    row("post", "desk-event-template", OWN, 302, about="event", values={"name": "x"}),
    row("get", "desk-templates", DESK, 200),
    row("post", "desk-template-delete", OWN, 302, about="template"),
    row("post", "desk-outcome", OWN, 200, about="proposed"),
    row("post", "desk-event-join", OWN, 302, about="event", values={"version": "2", "other": "{event}:2"}),
    row("post", "desk-event-split", OWN, 302, about="event", values={"version": "2", "phase": "1"}),
    row("get", "desk-history", OWN, 200, about="event"),
    row("get", "desk-step", OWN, 200, about="event", more=("2",)),
    row("post", "desk-site-link", OWN, 302, about="event", values={"verb": "renew"}),
    row("get", "desk-order-pdf", OWN, 200, about="event"),
    row("get", "desk-order-docx", OWN, 200, about="event"),
    row("get", "desk-sign", OWN, 200, about="event"),
    row("get", "desk-week", DESK, 200),
    row("get", "desk-unconfirmed", DESK, 200),
    row("post", "desk-site-report", OWN, 302, about="report", values={"verb": "decline"}),
    row("get", "desk-site-photo", OWN, 200, about="report"),
    row("get", "desk-programme", DESK, 200),
    row("post", "desk-programme-join", DESK, 302, values={"one": "{event}", "other": "{begun}"}),
    row("get", "desk-notices", DESK, 200),
    row("get", "desk-notice", OWN, 200, about="notice"),
    row("get", "desk-deliveries", DESK, 200),
    row("get", "desk-delivery", DESK, 200, about="delivery"),
    row("post", "desk-delivery", DESK, 302, about="delivery", values={"verdict": "again"}),
    row("post", "desk-letters", DESK, 400),
    row("post", "desk-effect", DESK, 302, about="effect"),
    row("get", "desk-sources", ADMINISTRATOR, 200),
    row("get", "desk-source-new", ADMINISTRATOR, 200),
    row("get", "desk-source", ADMINISTRATOR, 200, about="source"),
    row("get", "desk-source-settings", ADMINISTRATOR, 200, about="source"),
    row("get", "desk-source-run", ADMINISTRATOR, 200, about="run"),
    row("get", "desk-source-map", ADMINISTRATOR, 200, about="run"),
    row("post", "desk-source-take", ADMINISTRATOR, 302, about="run"),
    row("get", "desk-source-table", ADMINISTRATOR, 200, about="run"),
    row("get", "desk-setup", ADMINISTRATOR, 200),
    row("get", "desk-setup-log", ADMINISTRATOR, 200),
    row("get", "desk-setup-centre", ADMINISTRATOR, 200),
    row("get", "desk-setup-roads", ADMINISTRATOR, 200),
    row("get", "desk-setup-upload", ADMINISTRATOR, 200, about="upload"),
    row("post", "desk-setup-take", ADMINISTRATOR, 302, about="upload"),
    row("post", "desk-setup-again", ADMINISTRATOR, 302, about="upload"),
    row("post", "desk-setup-drop", ADMINISTRATOR, 302, about="upload"),
    row("get", "desk-setup-areas", ADMINISTRATOR, 200),
    row("get", "desk-setup-area-file", ADMINISTRATOR, 200, about="borders"),
    row("get", "desk-setup-segments", ADMINISTRATOR, 200),
    row("get", "desk-setup-chosen", ADMINISTRATOR, 200, query="?lon=65.5415&lat=57.1518"),
    row("get", "desk-setup-table", ADMINISTRATOR, 200),
    row("get", "desk-setup-table-file", ADMINISTRATOR, 200, about="table"),
    row("get", "desk-setup-streets", ADMINISTRATOR, 200),
    row("get", "desk-setup-street", ADMINISTRATOR, 200, about="road"),
    row("get", "desk-setup-sentences", ADMINISTRATOR, 200, about="road"),
    row("get", "desk-setup-looks", ADMINISTRATOR, 200),
    row("get", "desk-setup-person", ADMINISTRATOR, 200),
    row("get", "desk-setup-keys", ADMINISTRATOR, 200),
    row("post", "desk-setup-key-revoke", ADMINISTRATOR, 302, about="key"),
    row("get", "desk-setup-categories", ADMINISTRATOR, 200),
    row("get", "desk-setup-category-new", ADMINISTRATOR, 200),
    row("get", "desk-setup-category", ADMINISTRATOR, 200, about="category"),
    row("get", "desk-setup-rules", ADMINISTRATOR, 200),
    row("get", "desk-setup-rule-new", ADMINISTRATOR, 200),
    row("get", "desk-setup-rule", ADMINISTRATOR, 200, about="rule"),
    row("get", "desk-setup-zone", ADMINISTRATOR, 200),
    row("get", "desk-responsibility", ADMINISTRATOR, 200),
    row("get", "desk-accounts", STORIES, 200),
    row("get", "desk-account-new", STORIES, 200, more=("telegram",)),
    row("get", "desk-account", STORIES, 200, about="account"),
    row("post", "desk-account-ask", STORIES, 302, about="account"),
    row("post", "desk-account-trial", STORIES, 302, about="account"),
    row("post", "desk-account-hook", STORIES, 200, about="account"),
    row("get", "desk-posts", POSTS, 200),
    row("get", "desk-posts-calendar", POSTS, 200),
    row("get", "desk-post", POSTS, 200, about="post"),
    row("post", "desk-post", POSTS, 302, about="post", values={"verb": "approve"}),
    row("get", "desk-stories", STORIES, 200),
    row("get", "desk-story-new", STORIES, 200),
    row("get", "desk-story", STORIES, 200, about="story"),
    row("post", "desk-story-move", STORIES, 302, about="story", values={"verb": "withdraw", "version": "1"}),
    row("get", "desk-story-preview", STORIES, 200, about="story"),
    row("get", "desk-figures", COUNTS, 200),
    row("get", "desk-figures-csv", COUNTS, 200),
    row("get", "desk-figures-seasons", COUNTS, 200),
    row("get", "desk-figures-closures", COUNTS, 200),
    row("get", "desk-figures-closure", COUNTS, 200, about="event"),
    row("get", "desk-figures-week", COUNTS, 200),
    row("get", "desk-figures-heat", COUNTS, 200),
    row("get", "desk-figures-messages", COUNTS, 200),
    row("get", "desk-appeals", MESSAGES, 200),
    row("post", "desk-appeals-search", MESSAGES, 302),
    row("get", "desk-appeals-table", MESSAGES, 200, more=("csv",)),
    row("get", "desk-answer-templates", LEADS, 200),
    row("get", "desk-answer-template-new", LEADS, 200),
    row("get", "desk-answer-template", LEADS, 200, about="answer_template"),
    row("get", "desk-crew", MESSAGES, 200),
    row("get", "desk-crew-me", MESSAGES, 200),
    row("post", "desk-crew-fixed", MESSAGES, 400, about="message"),
    row("get", "desk-crew-photo", MESSAGES, 200, about="message", more=("{photo}",)),
    row("get", "desk-appeals-works", (), 404, about="event"),
    row("get", "desk-appeal-new", MESSAGES, 200),
    row("post", "desk-appeals-bulk", MESSAGES, 200, values={"verb": "assign", "row": "{message}:1"}),
    row("post", "desk-appeals-save", MESSAGES, 302, values={"name": "x", "query": "show=new"}),
    row("post", "desk-appeals-forget", (), 404, more=("1",)),
    row("get", "desk-claims", MESSAGES, 200),
    row("get", "desk-claims-table", MESSAGES, 200),
    row("post", "desk-claim", MESSAGES, 302, about="claim", values={"verb": "accept"}),
    row("get", "desk-claim-letter", MESSAGES, 200, about="claim"),
    row("get", "desk-appeal", COUNTS, 200, about="message"),
    row("post", "desk-appeal", MESSAGES, 302, about="message", values={"verb": "take"}),
    row("get", "desk-appeal-photo", MESSAGES, 200, about="message", more=("{photo}",)),
    row("get", "desk-appeal-original", MESSAGES, 200, about="message", more=("{picture}",)),
    row("get", "desk-appeal-hide", MESSAGES, 200, about="message", more=("{picture}",)),
]

API = [
    row("post", "api-desk-events", DESK, 201, values=body(), apart={"beyond": 400}),
    row("get", "api-desk-event", OWN, 200, about="event"),
    row("patch", "api-desk-event", OWN, 200, about="event", values={"reason": "x", "clash_reason": "x"}),
    row("post", "api-desk-submit", OWN, 200, about="draft"),
    row("post", "api-desk-return", OWN, 200, about="review", values={"comment": "x"}),
    row(
        *("post", "api-desk-approve", DECIDES, 200),
        about="proposed",
        values={"proposal": "{digest}", "clash_reason": "x"},
        apart={"dispatcher": 400, "beyond": 400},
    ),
    row("post", "api-desk-withdraw", DECIDES, 200, about="proposed", apart={"dispatcher": 400, "beyond": 400}),
    row("post", "api-desk-publish", OWN, 200, about="draft", values={"clash_reason": "x"}),
    row("post", "api-desk-confirm", OWN, 200, about="begun"),
    row("post", "api-desk-finish", OWN, 200, about="begun"),
    row("post", "api-desk-reopen", OWN, 200, about="over", values={"planned_end": None, "clash_reason": "x"}),
    row("post", "api-desk-cancel", OWN, 200, about="event"),
    row("post", "api-desk-undo", OWN, 200, about="held", values={"clash_reason": "x"}),
    row("post", "api-desk-send-now", OWN, 200, about="held"),
    row(
        "post",
        "api-desk-schedule",
        OWN,
        200,
        about="draft",
        values={"publish_at": "2026-06-10T18:00", "clash_reason": "x"},
    ),
    row("post", "api-desk-unschedule", OWN, 400, about="draft"),
    row(
        *("post", "api-desk-join", OWN, 200),
        about="event",
        values={"other": "{begun}", "version": 2},
        apart={"beyond": 400},
    ),
    row("post", "api-desk-split", OWN, 400, about="event", values={"phases": [1]}),
    row("post", "api-desk-shift", OWN, 200, about="draft", values={"days": 1}, apart={"beyond": 400}),
    row("post", "api-desk-clashes", DESK, 200, values=body(), apart={"beyond": 400}),
    row("post", "api-desk-ways-round", DESK, 200, values=body(), apart={"beyond": 400}),
    row("post", "api-desk-preview", DESK, 200, values=body(), apart={"beyond": 400}),
    row("post", "api-desk-notices", DESK, 201, values={"text": "Закроют улицу Пушкина 12 июня."}),
    row("get", "api-desk-notice", OWN, 200, about="notice"),
    row("get", "api-desk-stretch", DESK, 200, query="?road={road}"),
    row("get", "api-desk-ends", DESK, 200, query="?road={road}&q=Баумана"),
    row("post", "api-desk-pick", DESK, 200, values={"lon": 65.5415, "lat": 57.1518}),
    row("post", "api-desk-occurrences", DESK, 200, values=body()["phases"][0]),
    row("post", "api-desk-drawing", DESK, 415),
    row("post", "api-desk-match", DESK, 200, values={"geometry": body()["phases"][0]["geometry"]}),
    row("get", "api-desk-reading-suggestions", DESK, 200),
    row("get", "api-desk-reading-suggestion", DESK, 200, about="suggestion"),
]
