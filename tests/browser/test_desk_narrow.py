"""The desk on the narrowest phone, with letters of twice the size too: nothing scrolls sideways, all can be hit."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from appeals.models import WarrantyClaim
from closures.models import RoadEvent
from roadmap.models import Agency, Delivery, User
from tests.appeals.factories import personal
from tests.browser.conftest import PHONE, in_letters_of, sign_in
from tests.closures.factories import draft, line, phase, published
from tests.roadmap.test_accounts import account
from tests.roadmap.test_posts import told

NARROW = {"viewport": {"width": 320, "height": 640}}
LEAST_PX = 24  # WCAG 2.2, 2.5.8

# A link within a sentence is excepted there; so is what is not seen.
TOO_SMALL = """least => [...document.querySelectorAll("a, button, input, select, textarea, summary, label:has(input)")]
    .filter(each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(each => !each.closest("p, .leaflet-control-attribution, [inert], .skip-link"))
    .filter(each => !(each.matches("[type=checkbox], [type=radio], [type=file]") && each.closest("label")))
    .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < least - 0.5)
    .map(([html, { width, height }]) => `${Math.round(width)}×${Math.round(height)} ${html}`)"""

TOO_WIDE = """() => {
    const isWide = () => document.documentElement.scrollWidth > 320;
    if (!isWide()) return "";
    const causes = each => {
        const was = each.style.cssText;
        each.style.setProperty("display", "none", "important");
        const isCause = !isWide();
        each.style.cssText = was;
        return isCause;
    };
    let widest = document.body;
    for (let inner = widest; inner; inner = [...widest.children].find(causes)) widest = inner;
    return widest.outerHTML.slice(0, 300);
}"""


@pytest.fixture
def staged(cast) -> RoadEvent:
    """Three stages, the first on two streets, with words as long as people write them."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    two = [{"geometry": line((0, 200), (200, 200))}, {"geometry": line((0, 0), (200, 0))}]
    times = [(start + timedelta(days=number), start + timedelta(days=number + 1)) for number in range(3)]
    stages = [phase(planned_start=begin, planned_end=end, name="левая сторона проспекта") for begin, end in times]
    del stages[0]["geometry"]
    return published(
        cast,
        at=start,
        phases=[stages[0] | {"locations": two}, *stages[1:]],
        performer="Электросетьжилкоммунстройреконструкция",
        contact="+7 3452 00-00-02",
    )


def claimed(message, agency) -> None:
    """Of a contractor whose name is as long as they are."""
    now = timezone.now()
    told = {
        "warranty_until": now.date(),
        "written_at": now,
        "due_at": now,
        "stretch": "улица Баумана – Речной переулок",
    }
    contractor = Agency.objects.create(city=agency.city, slug="builder", name="Дорстройреконструкцияблагоустройство")
    claim = WarrantyClaim.objects.create(
        city=agency.city,
        segment=message.segment,
        claimant=agency,
        contractor=contractor,
        street="улица Пушкина",
        **told,
    )
    claim.appeals.add(message)


@pytest.fixture
def addresses(cast, staged) -> list[str]:
    """Every page of the desk with something on it."""
    User.objects.filter(username="dispatcher").update(roles=["dispatcher", "operator", "approver", "administrator"])
    message = personal(cast.city)
    waiting = draft(cast)
    delivery = Delivery.objects.filter(subject=staged.subject).first()
    claimed(message, cast)
    account(cast, needs_approval=True)
    post = told(cast, "Закрыто движение по улице Электросетьжилкоммунстройреконструкции")
    return [
        *("/desk/", "/desk/?state=planned", "/desk/?state=draft", "/desk/?state=over"),
        *("/desk/events/new/", f"/desk/events/{staged.pk}/", f"/desk/events/{waiting.pk}/"),
        *("/desk/deliveries/", f"/desk/deliveries/{delivery.pk}/"),
        *("/desk/posts/", "/desk/posts/calendar/", f"/desk/posts/{post.pk}/"),
        *("/desk/appeals/", f"/desk/appeals/{message.pk}/", "/desk/claims/", "/journal/"),
        *("/desk/appeals/?street=пушк", "/desk/appeals/new/", "/desk/crew/"),
        *("/morning/", "/desk/figures/", "/desk/figures/messages/", "/desk/figures/seasons/", "/desk/figures/heat/"),
        *("/desk/figures/closures/", "/desk/responsibility/", "/desk/setup/looks/", "/desk/setup/keys/"),
        *("/desk/setup/responsibility/", "/desk/setup/responsibility/new/", "/desk/setup/responsibility/zone/"),
        *("/desk/setup/categories/", "/desk/setup/categories/new/"),
        *("/desk/appeals/templates/", "/desk/appeals/templates/new/"),
        *(
            "/desk/?state=in-review",
            "/desk/?state=unconfirmed",
            "/desk/unconfirmed/",
            "/desk/notices/",
            "/desk/templates/",
        ),
        *(f"/desk/events/{staged.pk}/history/", f"/desk/events/{staged.pk}/history/1/"),
        *(f"/desk/programme/?year={timezone.now():%Y}", "/desk/sources/", "/desk/sources/new/"),
    ]


@pytest.mark.parametrize("language", ["ru-RU", "en-GB"])
def test_no_page_of_the_desk_scrolls_sideways_and_all_can_be_hit(addresses, opened, shoot, language):
    page = opened(PHONE | NARROW | {"locale": language})
    sign_in(page, "dispatcher")
    wrong = {}
    for number, address in enumerate(addresses):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("for (const each of document.querySelectorAll('.editor details, .fold')) each.open = true")
        for text_size in ("100%", "200%"):
            in_letters_of(page, text_size)
            shoot(page, f"desk-narrow-{language}-{text_size}-{number}")
            width = page.evaluate("document.documentElement.scrollWidth")
            small = page.evaluate(TOO_SMALL, LEAST_PX)
            if width != 320 or small:
                wrong[address, text_size] = (width, page.evaluate(TOO_WIDE), small)
    assert wrong == {}


@pytest.mark.parametrize("text_size", ["100%", "200%"])
def test_no_question_of_the_editor_is_wider_than_the_phone(staged, opened, shoot, text_size):
    page = opened(PHONE | NARROW)
    sign_in(page, "dispatcher")
    page.goto(f"/desk/events/{staged.pk}/")
    in_letters_of(page, text_size)
    for dialog in ("unusual", "merge", "sign-in", "moment-confirm", "moment-finish"):
        page.evaluate("id => document.getElementById(id).showModal()", dialog)
        shoot(page, f"dialog-{dialog}-{text_size}")
        all_of_it, seen = page.locator(f"#{dialog}").evaluate("each => [each.scrollWidth, each.clientWidth]")
        assert all_of_it <= seen <= 320, dialog
        assert page.evaluate("document.documentElement.scrollWidth") == 320, dialog
        page.evaluate("id => document.getElementById(id).close()", dialog)


def test_the_buttons_of_a_narrow_editor_leave_the_form_its_place(cast, opened, shoot):
    """What is seldom wanted waits behind one button."""
    page = opened(PHONE)
    sign_in(page, "dispatcher")
    page.goto("/desk/events/new/")
    bar, later = page.locator(".editor__bar"), page.locator("[data-ask=schedule]")
    expect(later).to_be_hidden()
    expect(page.locator("[data-do=publish]")).to_be_visible()
    expect(page.locator("[data-do=save]")).to_be_visible()
    assert bar.bounding_box()["height"] < PHONE["viewport"]["height"] / 10  # one row
    performer = page.locator("#performer")
    expect(performer).to_be_hidden()
    page.click("summary:has-text('Исполнитель')")
    expect(performer).to_be_visible()
    shoot(page, "editor-bar")
    page.click("#further")
    expect(later).to_be_visible()
    expect(page.locator("#further")).to_be_hidden()
    now = timezone.now()
    event = published(cast, at=now, phases=[phase(planned_start=now - timedelta(hours=1), planned_end=None)])
    page.set_viewport_size({"width": 320, "height": PHONE["viewport"]["height"]})
    page.goto(f"/desk/events/{event.pk}/")
    expect(page.locator("#further")).to_be_visible()
    assert bar.bounding_box()["height"] < PHONE["viewport"]["height"] / 10
    shoot(page, "event-bar-narrow")
