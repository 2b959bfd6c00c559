"""My trip by hand: two places in words, by taps or by the phone's position, or a file; the answer, a secret link, and
the same answer when it is opened again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import Trip
from tests.browser.conftest import DESKTOP, PHONE
from tests.closures.factories import line, lonlat, phase, published
from tests.closures.trips import gpx

START, END = (-150, 200), (200, 120)  # улица Пушкина before what is shut, Речной переулок behind it


@pytest.fixture
def closure(cast):
    """улица Пушкина from Баумана to Речной, shut since an hour ago."""
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


def choose(page, end: str, typed: str, label: str) -> None:
    page.fill(f"#{end}", typed)
    page.locator(f"#{end}-list [role=option]").filter(has_text=label).first.click()


def test_words_the_answer_and_the_link(closure, opened, shoot):
    page = opened(PHONE)
    page.goto("/trip/")
    choose(page, "start", "Пушк", "улица Пушкина")
    page.fill("#start", "Пушкина и Кремлёвская")
    page.fill("#end", "Садовый мост")
    page.click("#trip-form .button--primary")
    expect(page.locator("#verdict")).to_have_text("Путь перекрыт")
    expect(page.locator(".trip-hit")).to_have_count(1)
    expect(page.locator(".trip-hit__round")).to_contain_text("Объезд: +")
    for seen in ("#verdict", ".trip-map__map", ".trip-hit .row__title"):
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)
    shoot(page, "trip-answer")
    page.click("form[method=post] .button--primary")
    address = page.locator("#secret-link").get_attribute("href")
    page.goto("/list/")
    page.goto(address)
    expect(page.locator("#verdict")).to_have_text("Путь перекрыт")
    expect(page.locator(f".trip-hit [href='{closure.get_absolute_url()}']")).to_be_visible()


class Tapped:
    """The page's map, on which a place is found as by eye: after two taps it is known where which degrees lie."""

    def __init__(self, page):
        self.page, self.box = page, page.locator("#map").bounding_box()
        ends = [(0.25, 0.25), (0.75, 0.75)]
        for share in ends:
            self._tap(*(self.box[side] * part for side, part in zip(("width", "height"), share, strict=True)))
        (lat, lon), (other_lat, other_lon) = (self.read(end) for end in ("start", "end"))
        self.per_lon = self.box["width"] / 2 / (other_lon - lon)
        self.per_lat = self.box["height"] / 2 / (other_lat - lat)
        self.lon, self.lat = lon, lat
        for end in ("start", "end"):
            page.fill(f"#{end}", "")

    def read(self, end: str) -> tuple[float, float]:
        expect(self.page.locator(f"#{end}")).not_to_have_value("")
        lat, lon = self.page.input_value(f"#{end}").split(", ")
        return float(lat), float(lon)

    def at(self, lon: float, lat: float) -> None:
        x = self.box["width"] / 4 + (lon - self.lon) * self.per_lon
        self._tap(x, self.box["height"] / 4 + (lat - self.lat) * self.per_lat)

    def _tap(self, x: float, y: float) -> None:
        self.page.locator("#map").tap(position={"x": x, "y": y})
        self.page.wait_for_timeout(600)  # two in quick turn would be a double tap


def test_both_ends_by_taps_on_the_map(closure, opened, shoot):
    page = opened(PHONE)
    page.goto("/trip/")
    page.wait_for_load_state("networkidle")
    page.locator("#map").scroll_into_view_if_needed()
    tapped = Tapped(page)
    for end, place in (("start", START), ("end", END)):
        lon, lat = lonlat(*place)
        tapped.at(lon, lat)
        assert tapped.read(end) == pytest.approx((lat, lon), abs=1e-4)
    shoot(page, "trip-tapped")
    page.click("#trip-form .button--primary")
    expect(page.locator("#verdict")).to_have_text("Путь перекрыт")
    expect(page.locator(f".trip-hit [href='{closure.get_absolute_url()}']")).to_be_visible()


def there(place) -> dict:
    lon, lat = lonlat(*place)
    return {"permissions": ["geolocation"], "geolocation": {"longitude": lon, "latitude": lat}}


def test_from_where_the_phone_is(closure, opened):
    page = opened(PHONE | there(START))
    page.goto("/trip/")
    page.click("#locate")
    lon, lat = lonlat(*START)
    expect(page.locator("#start")).to_have_value(f"{lat:.5f}, {lon:.5f}")
    expect(page.locator("#position-said")).to_have_text("")
    page.fill("#end", "Садовый мост")
    page.click("#trip-form .button--primary")
    expect(page.locator("#verdict")).to_have_text("Путь перекрыт")


def test_a_phone_that_does_not_tell_is_no_fault_of_the_page(cast, opened):
    page = opened(PHONE)
    page.goto("/trip/")
    page.click("#locate")
    expect(page.locator("#position-said")).to_contain_text("выключено")
    expect(page.locator("#start")).to_have_value("")


def test_a_gpx_file_becomes_a_trip_and_a_file_that_is_none_is_told_beside_its_field(closure, opened, tmp_path, shoot):
    page = opened(DESKTOP)
    page.goto("/trip/")
    page.click(".trip-file summary")
    (tmp_path / "photo.gpx").write_bytes(b"GIF89a")
    page.set_input_files("#gpx", tmp_path / "photo.gpx")
    page.click(".trip-file .button")
    expect(page.locator(".trip-file .field__error")).to_contain_text("GPX")
    assert not Trip.objects.exists()
    (tmp_path / "drive.gpx").write_bytes(gpx(*((x, 203) for x in range(-150, 310, 10))))
    page.set_input_files("#gpx", tmp_path / "drive.gpx")
    page.click(".trip-file .button")
    expect(page.locator("#verdict")).to_have_text("Путь перекрыт")
    expect(page.locator(f".trip-hit [href='{closure.get_absolute_url()}']")).to_be_visible()
    shoot(page, "trip-file")
    assert not Trip.objects.exists()
    page.get_by_role("button", name="Сохранить поездку").click()
    expect(page.locator("#secret-link")).to_be_visible()
    assert page.url.split("?")[0].endswith(Trip.objects.get().get_absolute_url())
