"""Paper out of the desk, read back: words, fonts, pages, codes."""

from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.conf import settings as site
from docx import Document
from PIL import Image
from pypdf import PdfReader

from closures import amending
from closures.models import RoadEvent
from closures.printing import map as paper_map
from closures.printing import order_pdf
from closures.printing.lines import bound
from closures.street import links
from roadmap.picture.labels import SIZES
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW, signed_in
from tests.queries import cost

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ELSEWHERE = line((0, 0), (200, 0))
TOLD = {
    "act_kind": "распоряжение",
    "act_number": "1123-р",
    "act_on": date(2026, 6, 3),
    "act_body": "Администрация города",
    "performer": "ООО «Теплосеть-Сервис»",
    "contact": "+7 912 000-11-22, мастер Петров А. В.",
    "detour": "по улице Баумана и проспекту Ленина",
    "bus_routes": ["2", "57д"],
    "note": "Подъезд к домам № 5 и № 7 сохраняется.",
}
BY_NIGHT = {"hours": [{"start": "22:00", "end": "06:00"}]}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def event(agency):
    night = phase(planned_start=NOW + HOUR, planned_end=NOW + 50 * HOUR, schedule=BY_NIGHT)
    return published(agency, phases=[night], **TOLD)


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def read(answer) -> PdfReader:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(answer.content))


def words_of(pdf: PdfReader) -> str:
    """Of all pages, lines joined, spaces alike."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def codes_on(content: bytes, page: int = 0) -> list[str]:
    """What a phone reads of a printed page; letters beside each other may look like the bars of another code."""
    drawn = pypdfium2.PdfDocument(content)[page].render(scale=3).to_pil()
    return codes_in(drawn)


def codes_in(drawn: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(drawn, formats=zxingcpp.BarcodeFormat.QRCodeModel2)]


def fonts_of(pdf: PdfReader) -> list:
    found = {}
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            found[font["/BaseFont"]] = font
    return list(found.values())


def test_the_works_sheet_says_all_on_one_page(event, desk):
    answer = desk.get(f"/desk/events/{event.pk}/order.pdf")
    pdf, words = read(answer), words_of(read(answer))
    for told in (
        "Закрытие движения: улица Пушкина",
        "Распоряжение № 1123-р от 03.06.2026, Администрация города",
        "10 июня 2026, 22:00 – 12 июня 2026, 06:00",
        "ежедневно 22:00–06:00",
        "Движение закрыто",
        "Ремонт теплотрассы",
        "по улице Баумана и проспекту Ленина",
        "2, 57д",
        "ООО «Теплосеть-Сервис»",
        "мастер Петров А. В.",
        "Департамент дорог",
        "+7 3452 00-00-01",
        "Подъезд к домам № 5 и № 7 сохраняется.",
        "страница 1 из 1",
    ):
        assert told in words, told
    assert len(pdf.pages) == 1
    assert len(pdf.pages[0].images) == 1
    assert answer["Cache-Control"] == "private, no-store"


def test_the_fonts_are_on_the_page(event, desk):
    for name in ("order.pdf", "sign.pdf"):
        pdf = read(desk.get(f"/desk/events/{event.pk}/{name}"))
        fonts = fonts_of(pdf)
        assert pdf.trailer["/Root"]["/Lang"] == "ru"  # for readers aloud
        ours = [font for font in fonts if "PTSans" in font["/BaseFont"]]
        assert len(ours) >= 2
        assert all("/FontFile2" in font["/FontDescriptor"] for font in ours)


def test_the_foremans_code_opens_his_page_and_a_shut_link_is_on_no_sheet(event, desk, anonymous):
    answer = desk.get(f"/desk/events/{event.pk}/order.pdf")
    assert codes_on(answer.content) == [f"{site.SITE_URL}{event.site_link.get_secret_url()}"]
    assert anonymous.get(event.site_link.get_secret_url()).status_code == 200
    links.revoke(event, at=NOW)
    again = desk.get(f"/desk/events/{event.pk}/order.pdf")
    assert codes_on(again.content) == []
    assert "Прорабу" not in words_of(read(again))


def test_fifty_stages_flow_over_pages(agency, desk):
    stages = [
        phase(planned_start=NOW + number * DAY, planned_end=NOW + (number + 1) * DAY)
        | ({"geometry": ELSEWHERE} if number % 2 else {})
        for number in range(50)
    ]
    event = published(agency, phases=stages, **TOLD)
    pdf = read(desk.get(f"/desk/events/{event.pk}/order.pdf"))
    pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"страница {number} из {len(pages)}" in page
    assert all("Когда" in page for page in pages[:-1])  # the head of the table stands on each page
    assert "29 июля 2026, 12:00 – 30 июля 2026, 12:00" in words_of(pdf)
    assert "Выдал" in pages[-1]


@pytest.mark.parametrize("staged", [False, True])
def test_a_row_that_is_taller_than_a_page_goes_on_on_the_next(agency, desk, staged):
    stops = [f"остановка {number:02} {'ы' * 96}" for number in range(60)]
    roads = [f"дорога {number:02} {'ю' * 180}" for number in range(60)]
    later = [phase(planned_start=NOW + 9 * DAY, planned_end=NOW + 10 * DAY)] if staged else []
    event = published(agency, phases=[phase(), *later], stops_removed=stops, detour_roads=roads)
    pdf = read(desk.get(f"/desk/events/{event.pk}/order.pdf"))
    words = words_of(pdf)
    assert all(f"остановка {number:02}" in words and f"дорога {number:02}" in words for number in range(60))
    assert len(pdf.pages) > 2


def test_what_was_typed_stands_there_as_it_was_typed(agency, desk):
    odd = {"note": "<b>A & B</b> <img src=x/> {{ 7 }} 5 < 7", "performer": "А" * 190, "contact": "a<i>b & c"}
    event = published(agency, **odd)
    words = words_of(read(desk.get(f"/desk/events/{event.pk}/order.pdf")))
    assert odd["note"] in words
    assert odd["contact"] in words
    assert words.count("А") >= 190
    assert desk.get(f"/desk/events/{event.pk}/sign.pdf").status_code == 200
    assert desk.get(f"/desk/events/{event.pk}/order.docx").status_code == 200


def test_the_sheet_as_docx_can_be_edited(event, desk):
    answer = desk.get(f"/desk/events/{event.pk}/order.docx")
    assert answer["Content-Disposition"] == f'attachment; filename="order-{event.pk}.docx"'
    paper = Document(BytesIO(answer.content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "Когда" in cells
    assert "10\xa0июня\xa02026, 22:00\xa0– 12\xa0июня\xa02026, 06:00\nежедневно 22:00–06:00" in cells
    assert "Закрытие движения" in " ".join(line.text for line in paper.paragraphs)
    images = [part.blob for part in paper.part.package.iter_parts() if part.partname.endswith(".png")]
    told = [words for image in images for words in codes_in(Image.open(BytesIO(image)).convert("L"))]
    assert len(images) == 2
    assert told == [f"{site.SITE_URL}{event.site_link.get_secret_url()}"]


@pytest.mark.parametrize(("query", "side_mm"), [("", 210), ("?size=a4", 210), ("?size=a3", 297)])
def test_the_sign_is_one_page_with_the_public_address(event, desk, query, side_mm):
    answer = desk.get(f"/desk/events/{event.pk}/sign.pdf{query}")
    pdf, words = read(answer), words_of(read(answer))
    assert len(pdf.pages) == 1
    assert float(pdf.pages[0].mediabox.width) / 72 * 25.4 == pytest.approx(side_mm, abs=1)
    assert codes_on(answer.content) == [f"{site.SITE_URL}/events/{event.pk}/"]
    assert "ЗАКРЫТИЕ ДВИЖЕНИЯ" in words
    assert "До 12 июня 2026, 06:00" in words
    assert "+7 912 000-11-22" in words
    assert "/site/" not in words


def test_the_longest_sign_is_still_one_page(agency, desk):
    longest = {"note": "Очень важно. " * 76, "reason": "ремонт " * 42, "detour": "улица Баумана, " * 33}
    event = published(agency, **(TOLD | longest))
    answer = desk.get(f"/desk/events/{event.pk}/sign.pdf")
    assert len(read(answer).pages) == 1
    assert "Очень важно" in words_of(read(answer))
    assert len(codes_on(answer.content)) == 1  # what stands last is on the page, too


def test_a_size_that_is_none(event, desk):
    assert desk.get(f"/desk/events/{event.pk}/sign.pdf?size=a0").status_code == 404


def test_a_draft_has_a_sheet_and_its_sign_leads_nowhere_yet(agency, desk):
    event = draft(agency, **TOLD)
    assert "черновик" in words_of(read(desk.get(f"/desk/events/{event.pk}/order.pdf")))
    assert codes_on(desk.get(f"/desk/events/{event.pk}/sign.pdf").content) == []


def test_a_signal_outage_has_its_sheet(agency, desk):
    event = published(agency, kind="signal-outage")
    assert "не работает" in words_of(read(desk.get(f"/desk/events/{event.pk}/order.pdf"))).lower()


def test_a_dark_signal_is_not_told_as_open_lanes(agency, desk):
    event = published(agency, kind="signal-outage")
    for page in ("/desk/week.pdf", f"/desk/events/{event.pk}/sign.pdf"):
        words = words_of(read(desk.get(page))).lower()
        assert "светофор: не работает" in words and "полосы открыты" not in words


@pytest.fixture
def staged(agency):
    """The nights of one stage, then three days on end of another elsewhere."""
    nights = phase(planned_start=NOW + HOUR, planned_end=NOW + 50 * HOUR, schedule=BY_NIGHT)
    days = phase(geometry=ELSEWHERE, planned_start=NOW + 4 * DAY, planned_end=NOW + 7 * DAY)
    return published(agency, phases=[nights, days], **TOLD)


@pytest.mark.parametrize("page", ["events/{}/order.pdf", "week.pdf"])
def test_the_hours_of_one_stage_are_not_told_of_all(staged, desk, page):
    words = words_of(read(desk.get(f"/desk/{page.format(staged.pk)}")))
    head = words[: words.index("Этапы")] if "order" in page else words
    assert "часы по этапам" in head and "22:00–06:00" not in head


def test_a_sign_tells_each_stage_with_its_place_and_dates(staged, desk):
    answer = desk.get(f"/desk/events/{staged.pk}/sign.pdf")
    words = words_of(read(answer))
    first, second = words.index("Этап 1"), words.index("Этап 2")
    assert first < words.index("Улица Пушкина") < words.index("ежедневно 22:00–06:00") < second
    assert second < words.index("14 июня 2026, 12:00 – 17 июня 2026, 12:00")
    assert len(read(answer).pages) == 1


@pytest.mark.parametrize("size", ["a4", "a3"])
@pytest.mark.parametrize("name", ["event", "staged"])
def test_a_sign_is_filled_to_its_foot(request, desk, name, size):
    event = request.getfixturevalue(name)
    content = desk.get(f"/desk/events/{event.pk}/sign.pdf?size={size}").content
    page = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("L")
    ink = [down for down in range(page.height) if page.crop((0, down, page.width, down + 1)).getextrema()[0] < 160]
    empty = max(below - above for above, below in pairwise(ink))
    assert empty < 0.13 * page.height


def works(agency, start, end, **values):
    return published(agency, at=min(start, NOW) - DAY, phases=[phase(planned_start=start, planned_end=end)], **values)


def test_the_week_is_told_day_by_day_and_only_of_the_own_agency(agency, other_agency, desk):
    """NOW is Wednesday, 10 June."""
    works(agency, NOW + DAY, NOW + 2 * DAY, performer="Четверг-Строй")
    works(agency, NOW - 20 * DAY, NOW + 20 * DAY, performer="Долгострой")
    works(agency, NOW - 3 * DAY, NOW - HOUR, performer="Опоздание")
    works(agency, NOW + 20 * DAY, NOW + 21 * DAY, performer="Нескоро")
    works(other_agency, NOW + DAY, NOW + 2 * DAY, performer="Чужие")
    words = words_of(read(desk.get("/desk/week.pdf")))
    assert "Дорожные работы недели, 08.06.2026 – 14.06.2026" in words
    overdue, all_week, thursday, friday, saturday = (
        words.index(title)
        for title in ("Срок истёк", "Всю неделю", "Четверг, 11 июня", "Пятница, 12 июня", "Суббота, 13 июня")
    )
    assert overdue < words.index("Опоздание") < all_week < words.index("Долгострой") < thursday
    assert thursday < words.index("Четверг-Строй") < friday < words.rindex("Четверг-Строй") < saturday
    assert words.count("Долгострой") == 1
    assert "Нескоро" not in words
    assert "Чужие" not in words


def test_what_begins_and_ends_on_one_day_is_told_once(agency, desk):
    works(agency, NOW + DAY, NOW + DAY + HOUR, performer="Однодневка")
    words = words_of(read(desk.get("/desk/week.pdf")))
    assert words.count("Однодневка") == 1
    assert words.index("Четверг, 11 июня") < words.index("Только в этот день") < words.index("Однодневка")


def test_a_parking_ban_is_not_told_as_open_lanes(agency, desk):
    free = phase(planned_start=NOW + DAY, planned_end=NOW + 2 * DAY, vehicle_impact="all-lanes-open")
    event = published(agency, kind="parking-change", phases=[free])
    for page in ("/desk/week.pdf", f"/desk/events/{event.pk}/sign.pdf"):
        words = words_of(read(desk.get(page))).lower()
        assert "парковка запрещена" in words and "полосы открыты" not in words


def test_places_of_a_sign_are_a_list(agency, desk):
    places = [line((0, 200), (400, 200)), line((0, -200), (400, -200)), line((0, 0), (200, 0))]
    days = {"planned_start": NOW + HOUR, "planned_end": NOW + DAY}
    event = published(agency, phases=[phase(geometry=place, **days) for place in places])
    page = read(desk.get(f"/desk/events/{event.pk}/sign.pdf"))
    assert len(page.pages) == 1 and words_of(page).count("•") == len(event.place.split("; ")) > 1


def test_a_sign_of_a_public_event_speaks_of_no_works(agency, desk):
    film = published(agency, cause="filming", phases=[phase(planned_start=NOW + HOUR, planned_end=NOW + DAY)])
    words = words_of(read(desk.get(f"/desk/events/{film.pk}/sign.pdf")))
    assert "Работы ведёт" not in words and "работ" not in words.lower()
    assert f"Ответственный {agency.name}" in words
    RoadEvent.objects.filter(pk=film.pk).update(performer="Киностудия «Север»")
    assert "Организатор Киностудия «Север»" in words_of(read(desk.get(f"/desk/events/{film.pk}/sign.pdf")))


def test_another_week_is_asked_by_its_first_day(agency, desk):
    works(agency, NOW + 20 * DAY, NOW + 21 * DAY, performer="Нескоро")
    words = words_of(read(desk.get("/desk/week.pdf?from=2026-06-29")))
    assert "Вторник, 30 июня 2026" in words
    assert "Нескоро" in words


@pytest.mark.parametrize("given", ["monday", "2026-13-01", "1066-10-14", "9999-12-31"])
def test_a_week_that_is_none(desk, given):
    answer = desk.get(f"/desk/week.pdf?from={given}")
    assert answer.status_code == 400
    assert f"«{given}»" in answer.content.decode()


def test_a_long_week_is_bounded_and_says_so(agency, desk, monkeypatch):
    """What is left out is counted by one question more."""
    monkeypatch.setattr("closures.printing.week.MOST", 2)
    works(agency, NOW, NOW + 2 * HOUR)
    few = cost(desk, "/desk/week.pdf")
    for number in range(1, 6):
        works(agency, NOW + number * HOUR, NOW + (number + 2) * HOUR)
    assert cost(desk, "/desk/week.pdf") == few + 1
    assert "Ещё 4 события не вошли" in words_of(read(desk.get("/desk/week.pdf")))


PAPER = ("events/{}/order.pdf", "events/{}/order.docx", "events/{}/sign.pdf")


@pytest.mark.parametrize("name", PAPER)
def test_paper_is_for_those_who_may_edit(event, anonymous, other_dispatcher, operator, name):
    address = f"/desk/{name.format(event.pk)}"
    assert anonymous.get(address)["Location"].startswith("/login/")
    for stranger in (other_dispatcher, operator):
        assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(operator).get("/desk/week.pdf").status_code == 404


def test_so_many_sheets_an_hour(event, desk, settings):
    settings.RATES = settings.RATES | {"paper": "1/hour"}
    answers = [desk.get(f"/desk/events/{event.pk}/sign.pdf").status_code for _ in "ab"]
    assert answers == [200, 429]


def test_the_map_changes_with_the_event(event, desk, dispatcher):
    def drawn():
        (image,) = read(desk.get(f"/desk/events/{event.pk}/order.pdf")).pages[0].images
        return image.data

    before = drawn()
    assert drawn() == before
    given = [{"id": event.phases.get().pk, "geometry": ELSEWHERE}]
    amending.change(RoadEvent.objects.get(pk=event.pk), fields={}, phases=given, by=dispatcher, at=NOW)
    assert drawn() != before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("в 5 домах", "в\xa05\xa0домах"),
        ("ул. Ленина", "ул.\xa0Ленина"),
        ("10 июня 2026", "10\xa0июня\xa02026"),
        ("дом № 5 – снесён", "дом №\xa05\xa0– снесён"),
        ("5-й этап", "5\u2011й этап"),
        ("Петров А. В.", "Петров А. В."),
        ("один\x07два\n три", "один два три"),
    ],
)
def test_what_belongs_together_stays_in_one_line(typed, kept):
    assert bound(typed) == kept


def test_the_smallest_names_on_the_printed_map_are_read_without_a_glass():
    points = min(SIZES) * order_pdf.WIDTH / paper_map.SIZE[0]
    assert points >= 6.5
