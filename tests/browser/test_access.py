"""Public pages, and those of the work on messages, judged by axe-core: nothing serious or critical by WCAG 2.2 AA."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from roadmap.models import User
from tests.addresses import public_addresses
from tests.appeals.factories import personal
from tests.browser.conftest import PHONE, sign_in
from tests.closures.factories import line, phase, published

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
JUDGE = """async () => {
    const told = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    return told.violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}"""
OF_MESSAGES = (
    *("/desk/appeals/", "/desk/appeals/new/", "/desk/crew/", "/desk/claims/", "/morning/", "/desk/responsibility/"),
    *("/desk/figures/", "/desk/figures/seasons/", "/desk/figures/closures/", "/desk/figures/heat/"),
    *("/desk/setup/responsibility/", "/desk/setup/responsibility/new/", "/desk/setup/looks/", "/desk/setup/keys/"),
)
NO_PAGES = ("/report/place/", "/report/find/", "/language/", "/sw.js", "/manifest.webmanifest", "/healthz", "/readyz")


@pytest.fixture
def closure(cast):
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


def test_no_page_shuts_anybody_out(closure, cast, browser_of):
    page = browser_of(PHONE).new_page()
    found, judged = {}, 0
    message = personal(cast.city)
    own = [f"/events/{closure.pk}/", "/streets/ulitsa-pushkina/", "/?q=Пушкина", f"/?open=event-{closure.pk}"]
    own += [message.get_secret_url(), f"/appeals/{message.pk}/follow/", f"/segments/{message.segment_id}/"]
    User.objects.filter(username="dispatcher").update(roles=["operator", "administrator"])
    staff = [*OF_MESSAGES, f"/desk/appeals/{message.pk}/"]
    for address in [*(each for each in public_addresses() if each not in NO_PAGES), *own, *staff]:
        if address == staff[0]:
            sign_in(page, "dispatcher")
        answer = page.goto(address)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        judged += 1
        page.wait_for_load_state("networkidle")
        expect(page.locator(".is-loading, [aria-busy=true]")).to_have_count(0)  # what is still on its way is dimmed
        page.evaluate(AXE)
        if complaints := page.evaluate(JUDGE):
            found[address] = complaints
    assert found == {}
    assert judged >= 33
