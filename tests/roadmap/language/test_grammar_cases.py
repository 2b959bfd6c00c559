"""Case forms of names. Expected values are Russian grammar, written by hand."""

from pathlib import Path

import pytest

from roadmap.language.grammar import CaseForms, canonical, forms, phrases, split_name

# nominative | genitive | dative | accusative | instrumental | what stands after «на» or «в»
DECLENSIONS = (Path(__file__).parent / "declensions.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", DECLENSIONS, ids=lambda line: line.split(" | ")[0])
def test_all_cases(line):
    nominative, *expected = line.split(" | ")
    found = forms(nominative)
    assert [found.genitive, found.dative, found.accusative, found.instrumental, found.locative] == expected
    assert found.nominative == nominative


def test_after_a_bridge_the_prepositional_and_the_locative_differ():
    assert (forms("Садовый мост").prepositional, forms("Садовый мост").locative) == ("Садовом мосте", "Садовом мосту")


def test_an_abbreviated_name_is_written_in_full():
    assert forms("ул. Первомайская").genitive == "улицы Первомайской"
    assert forms("Червишевский тр-т").dative == "Червишевскому тракту"


def test_stored_forms_win():
    found = forms("улица Заря", {"genitive": "улицы Зари", "prepositional": "улице Заре", "unknown": "x"})
    assert (found.genitive, found.locative, found.dative) == ("улицы Зари", "улице Заре", "улице Заря")


def test_forms_are_plain_values():
    assert isinstance(forms("улица Мира"), CaseForms)
    assert forms("").genitive == ""


@pytest.mark.parametrize(
    ("name", "kind", "before", "after"),
    [
        ("улица Малыгина", "улица", "", "Малыгина"),
        ("Холодильная улица", "улица", "Холодильная", ""),
        ("ул. Малыгина", "улица", "", "Малыгина"),
        ("пр-т Ленина", "проспект", "", "Ленина"),
        ("б-р Бориса Щербины", "бульвар", "", "Бориса Щербины"),
        ("8-й Степной пер.", "переулок", "8-й Степной", ""),
        ("Набережная улица", "улица", "Набережная", ""),
        ("улица Кузнецкий Мост", "улица", "", "Кузнецкий Мост"),
        ("Большой проспект Петроградской стороны", "проспект", "Большой", "Петроградской стороны"),
        ("Арбат", "", "", "Арбат"),
    ],
)
def test_parts_of_a_name(name, kind, before, after):
    parts = split_name(name)
    assert (parts.kind_word, parts.before, parts.after) == (kind, before, after)
    assert parts.kind_first == (bool(kind) and not before)


# --- back to the full name --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("Холодильной", "улице", "Холодильная улица"),
        ("холодильную", "улицу", "Холодильная улица"),
        ("Малыгина", "ул.", "улица Малыгина"),
        ("Республике", "улице", "улица Республики"),
        ("Республики", "ул.", "улица Республики"),
        ("Котовского", "улице", "улица Котовского"),
        ("Котовского", "переулке", "переулок Котовского"),
        ("Воровского", "проезд", "проезд Воровского"),
        ("Степном", "переулке", "Степной переулок"),
        ("Степного", "переулка", "Степной переулок"),
        ("8-м Степном", "пер.", "8-й Степной переулок"),
        ("2-й Луговой", "улице", "2-я Луговая улица"),
        ("2-ая Луговая", "ул.", "2-я Луговая улица"),
        ("Червишевскому", "тракту", "Червишевский тракт"),
        ("Московский", "тр-т", "Московский тракт"),
        ("Московского", "тракта", "Московский тракт"),
        ("Велижанскому", "шоссе", "Велижанское шоссе"),
        ("Ленина", "проспекту", "проспект Ленина"),
        ("Центральной", "площади", "Центральная площадь"),
        ("Верхнем", "проезде", "Верхний проезд"),
        ("Гусевом", "переулке", "Гусев переулок"),
        ("Казачьей", "улице", "Казачья улица"),
        ("Казачьи Луга", "ул.", "улица Казачьи Луга"),
        ("Большой Заречной", "улице", "Большая Заречная улица"),
        ("Николая Чаплина", "ул.", "улица Николая Чаплина"),
        ("50 лет Октября", "ул.", "улица 50 лет Октября"),
        ("25-го Октября", "улицу", "улица 25-го Октября"),
        ("Крупской", "улице", "улица Крупской"),
        ("Терешковой", "ул.", "улица Терешковой"),
        ("Шевцовой", "ул.", "улица Шевцовой"),
        ("Софьи Ковалевской", "ул.", "улица Софьи Ковалевской"),
        ("Розы Люксембург", "ул", "улица Розы Люксембург"),
        ("Толстого", "ул.", "улица Толстого"),
        ("Осипенко", "ул", "улица Осипенко"),
        ("Садовой", "ул.", "Садовая улица"),
        ("Зеленой", "ул.", "Зелёная улица"),
        ("Алебашевской", "улице", "Алебашевская улица"),
        ("Красной Армии", "ул.", "улица Красной Армии"),
        ("", "набережной", "Набережная"),
    ],
)
def test_full_name_from_words_in_any_case(words, kind, name):
    assert canonical(words, kind) == name


def test_word_order_tells_a_person_from_an_adjective():
    assert canonical("Невского", "проспекта", kind_first=True) == "проспект Невского"
    assert canonical("Невского", "проспекта", kind_first=False) == "Невский проспект"


def test_canonical_wants_a_kind_word():
    with pytest.raises(ValueError, match="забор"):
        canonical("Ленина", "забор")


# The form alone cannot tell «Гусева переулка» from «переулка Гусева»; of the rest, adjectives are not in their order.
AMBIGUOUS = {"Машкова улица", "Гусев переулок", "улица Большая Заречная", "улица Большая Ордынка", "переулок Степной"}


def tells_itself(line: str) -> bool:
    """Only the gazetteer knows the rest."""
    nominative = line.split(" | ")[0]
    parts = split_name(nominative)
    return nominative not in AMBIGUOUS and bool(parts.proper) and not (parts.before and parts.after)


@pytest.mark.parametrize("line", [*filter(tells_itself, DECLENSIONS[:61])], ids=lambda line: line.split(" | ")[0])
def test_from_every_case_back_to_the_same_street(line):
    nominative, *oblique = line.split(" | ")
    parts = split_name(nominative)
    for form in oblique:
        words = form.split()
        kind, rest = (words[0], words[1:]) if parts.kind_first else (words[-1], words[:-1])
        assert canonical(" ".join(rest), kind, kind_first=parts.kind_first) == nominative


# --- with prepositions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("улица Республики", "на улице Республики"),
        ("Червишевский тракт", "на Червишевском тракте"),
        ("Центральная площадь", "на Центральной площади"),
        ("проспект Ленина", "на проспекте Ленина"),
        ("Садовый мост", "на Садовом мосту"),
        ("8-й Степной переулок", "в 8-м Степном переулке"),
        ("Заречный проезд", "в Заречном проезде"),
        ("Садовый тупик", "в Садовом тупике"),
        ("Обход Тюмени", "на Обходе Тюмени"),
    ],
)
def test_where_something_stands(name, phrase):
    assert phrases.at(name) == phrase


@pytest.mark.parametrize(
    ("names", "phrase"),
    [
        (["улица Ленина"], "по улице Ленина"),
        (["улица Ленина", "улица Герцена", "Холодильная улица"], "по улицам Ленина, Герцена и Холодильной"),
        (["улица Ленина", "Червишевский тракт"], "по улице Ленина и Червишевскому тракту"),
        (["улица Ленина", "улица Герцена", "Червишевский тракт"], "по улицам Ленина, Герцена и Червишевскому тракту"),
        (["Червишевский тракт", "улица Ленина", "улица Мира"], "по Червишевскому тракту, улицам Ленина и Мира"),
        (["Московский тракт", "Червишевский тракт"], "по Московскому и Червишевскому трактам"),
        (["Московский тракт", "Старый тракт", "улица Мира"], "по трактам Московскому, Старому и улице Мира"),
        (["проспект Ленина", "Заречный проспект"], "по проспектам Ленина и Заречному"),
        (["Обход Тюмени", "улица Щербакова"], "по Обходу Тюмени и улице Щербакова"),
    ],
)
def test_a_way_along_several_streets(names, phrase):
    assert phrases.along(names) == phrase


@pytest.mark.parametrize(
    ("one", "other", "phrase"),
    [
        ("улица Малыгина", "Холодильная улица", "улиц Малыгина и Холодильной"),
        ("проспект Ленина", "Российская улица", "проспекта Ленина и Российской улицы"),
        ("8-й Степной переулок", "Садовый переулок", "8-го Степного и Садового переулков"),
        ("Обход Тюмени", "Тобольский тракт", "Обхода Тюмени и Тобольского тракта"),
    ],
)
def test_a_crossing(one, other, phrase):
    assert phrases.crossing(one, other) == phrase


def test_a_street_with_stored_forms_stands_alone():
    stored = {"улица Заря": {"dative": "улице Заре"}}
    assert phrases.along(["улица Ленина", "улица Заря"], stored) == "по улице Ленина и улице Заре"


@pytest.mark.parametrize(
    ("name", "brief"),
    [
        ("улица Республики", "ул.\u00a0Республики"),
        ("Холодильная улица", "Холодильная ул."),
        ("Обход Тюмени", "Обход Тюмени"),
    ],
)
def test_abbreviated(name, brief):
    assert phrases.short(name) == brief


def test_only_the_word_street_can_be_left_out():
    assert phrases.bare("Первомайская улица", "genitive") == "Первомайской"
    assert phrases.bare("Червишевский тракт", "genitive") == "Червишевского тракта"
