"""Who works, for whom, and where one may ask: of a notice into the form's fields."""

import pytest

from closures.reading.contact import read_contact
from closures.reading.performer import CLIENT, WAYS, read_client, read_performer
from roadmap.language.tables import compiled


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Работы выполняет ООО «Труба».", "ООО «Труба»"),
        ("Ремонтом занимается ПАО «Энергия»", "ПАО «Энергия»"),
        ("Работы проведут силами МКУ «Лесопарк»", "МКУ «Лесопарк»"),
        ("Подрядчиком выступает ООО «Дорстрой».", "ООО «Дорстрой»"),
        ("Исполнитель работ: ИП Иванов И. И.", "ИП Иванов И. И."),
        ("Подрядчик ООО Исток, срок до пятницы", "ООО Исток"),
        ("Подрядчик: АО «Трест «Мосты»», срок до пятницы", "АО «Трест «Мосты»»"),
        ("Работы выполняет подрядная организация ООО «Труба»", "ООО «Труба»"),
        ("Субподрядчик ООО «Другой»", None),
        ("Заказчик МКУ «Дороги»", None),
    ],
)
def test_who_works(text, name):
    assert (read_performer(text) or (None,))[0] == name


def test_for_whom():
    assert read_client("Подрядчик — ООО «Труба», заказчик работ: МКУ «Дороги».")[0] == "МКУ «Дороги»"
    assert read_client("Подрядчик — ООО «Труба».") is None


@pytest.mark.parametrize("row", [*WAYS, CLIENT], ids=lambda row: row.name)
def test_a_row_fires_on_its_examples(row):
    assert [text for text in row.examples if not compiled(row.pattern).search(text)] == []


@pytest.mark.parametrize(
    ("text", "number", "may_be_personal"),
    [
        ("Прораб: тел. 8 912 001-23-47, доб. 12", "8 912 001-23-47, доб. 12", True),
        ("Подрядчик — ООО «Труба», тел. 8 (3452) 50-12-31.", "8 (3452) 50-12-31", False),
        ("т. (3452) 11-22-31, доб. 4", "(3452) 11-22-31, доб. 4", False),
        ("Справки 8-800-200-11-21. Работы ведёт АО «Дом» (телефон диспетчерской: 45-67-81).", "45-67-81", False),
        ("Справки 8-800-200-11-21. Работы ведёт АО «Дом».", "8-800-200-11-21", False),
        ("Прораб +7 912 345-67-81", "+7 912 345-67-81", True),
        ("Прораб, тел. 8-912-345-67-81", "8-912-345-67-81", True),
        ("Прораб, тел. 8 9 1 2 3 4 5 6 7 8 1", "8 9 1 2 3 4 5 6 7 8 1", True),
        ("Прораб: т. 8 91 23 45 67 81", "8 91 23 45 67 81", True),
        ("Тел. 8 (3452) 9 1 2 3 4 5, доб. 678", "8 (3452) 9 1 2 3 4 5, доб. 678", False),
    ],
)
def test_the_telephone_of_a_notice(text, number, may_be_personal):
    found = read_contact(text)
    assert (found.number, found.may_be_personal) == (number, may_be_personal)
    assert text[found.start : found.end] == number


@pytest.mark.parametrize("text", ["Дома 10-12-14, с 15.06.2026 с 9:00-17:00", "Приказ № 123456", "Автобусы 12, 14, 25"])
def test_figures_that_are_no_telephone(text):
    assert read_contact(text) is None
