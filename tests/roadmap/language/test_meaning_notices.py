"""What tells closures from what only sounds like them, each by texts of other words than those that were learned."""

import pytest

from roadmap.language.meaning.notice_evidence import evidence_of
from roadmap.language.meaning.notices import read_meaning
from roadmap.language.meaning.reasons import label_of, read_reason

CLOSED, PARTLY, IN_TURNS, OPEN, UNKNOWN = (
    "all-lanes-closed",
    "some-lanes-closed",
    "alternating-one-way",
    "all-lanes-open",
    "unknown",
)


@pytest.mark.parametrize(
    ("text", "kind", "impact"),
    [
        # negation
        ("на заводской ремонтируют бордюры, перекрывать движение не будут", "repair", OPEN),
        ("красят перила моста, проезд не закрывают", "repair", OPEN),
        # a part of the road
        ("на кузнечной закрыли правую полосу: меняют трубу", "restriction", PARTLY),
        ("занята половина проезжей части на кузнечной, роют траншею", "restriction", PARTLY),
        ("по кузнечной пускают по очереди, вскрыт асфальт", "restriction", IN_TURNS),
        # one direction of a road, and a ramp besides
        ("к центру не проехать по кузнечной, лопнула труба. закрыт и съезд на мост", "restriction", PARTLY),
        # for a short while, again and again
        ("с 5 июня кузнечную будут перекрывать на время разгрузки, не дольше двух часов", "restriction", IN_TURNS),
        # a footway, and a lane at night
        ("закроют тротуар на кузнечной. ночью займут и полосу, прочие машины поедут как раньше", "restriction", PARTLY),
        # ramps are shut as a whole, whichever way they lead
        ("закрыт съезд с путепровода в сторону вокзала, демонтаж балки", "closure", CLOSED),
        # for lorries only
        ("с понедельника по мосту ограничат движение грузовиков тяжелее 10 тонн", "restriction", UNKNOWN),
        # the city is no direction, the way into it is one
        ("сегодня в городе закрыли улицу кузнечную", "closure", CLOSED),
        ("на кузнечной перекрыли полосы в город", "restriction", PARTLY),
        # an event that shuts nothing
        ("вечером на кузнечной концерт, движение не ограничивается", "event", OPEN),
        ("на стадионе на кузнечной матч. дороги не перекрываются", "event", OPEN),
        ("на кузнечной ярмарка, перекрытий не планируется", "event", OPEN),
        # a past closure, and what is open again
        ("движение по кузнечной восстановили, ограничения сняты", "reopening", OPEN),
        ("светофор у вокзала снова работает", "reopening", OPEN),
        # terms
        ("перекрытие кузнечной продлили до конца августа: рабочие не успели", "extension", CLOSED),
        ("ремонт начнется в мае, улицу кузнечную закроют полностью", "closure", CLOSED),
        # for whom
        ("из-за велогонки в субботу перекроют кузнечную", "event", CLOSED),
        # no matter of the road
        ("отключат горячую воду в домах на кузнечной, опрессовка теплосети", "not_road", OPEN),
        ("в выходные парковка в центре бесплатна", "not_road", OPEN),
        ("на строительство моста выделили миллиард рублей, объявлен аукцион", "not_road", OPEN),
    ],
)
def test_kind_and_impact(text, kind, impact):
    named = [(found, found + len(name)) for name in ("кузнечной", "кузнечную") if (found := text.find(name)) >= 0]
    meaning = read_meaning(text, named)
    assert (meaning.kind, meaning.impact) == (kind, impact)


def test_a_holiday_in_a_name_is_none():
    text = "новогодняя улица закрыта, кладут асфальт"
    assert "group:event" in evidence_of(text, [])
    assert "group:event" not in evidence_of(text, [(0, 16)])


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("мост не закроют", "shut:not"),
        ("перекрывать не станут", "shut:not"),
        ("участок, закрытый в мае", "shut:attribute"),
        ("ранее улица была закрыта", "shut:was"),
        ("улица будет закрыта", "shut:ahead"),
        ("открыть обещали в мае", "open:was"),
        ("улица закрыта", "shut:state"),
        ("улицу перекроют", "shut:present"),
        ("закрыта полоса", "shut&lane"),
        ("закрыт съезд в сторону порта", "shut&ramp-way"),
        ("закроют ради концерта", "because:event"),
        ("первая строка\nулицу закроют", "shut"),
    ],
)
def test_a_cue_is_seen_with_its_form_and_its_neighbours(text, feature):
    assert feature in evidence_of(text, [])


def test_another_line_is_another_sentence():
    evidence = evidence_of("мост закрыт\nзанята полоса", [])
    assert "shut&bare" in evidence
    assert "shut&lane" not in evidence


def test_every_answer_shows_the_words_that_spoke_for_it():
    text = "на перекрестке не работает светофор, обесточен"
    why = read_meaning(text, []).why["kind"]
    assert why
    assert all(weight > 0 and words in text for _, weight, words in why)
    assert any("светофор" in words for _, _, words in why)


def test_what_is_vague_is_less_sure():
    plain, vague = "улицу перекроют, меняют трубы", "движение на улице изменится"
    assert read_meaning(plain, []).confidence > 0.9 > read_meaning(vague, []).confidence


def test_a_closure_told_in_general_is_a_restriction():
    text = "снег вывозят с перекрытиями, закрывать будут по мере надобности"
    assert read_meaning(text, [], has_place=False).kind == "restriction"


@pytest.mark.parametrize(
    "text",
    [
        "в субботу марафон: на _____ закроют правую полосу.",
        "в день города на _____ перекроют две полосы из четырех.",
        "фестиваль на _____: движение по двум полосам закроют.",
    ],
)
def test_an_event_that_leaves_a_part_of_the_road_is_a_restriction(text):
    meaning = read_meaning(text, [])
    assert (meaning.kind, meaning.impact) == ("restriction", "some-lanes-closed")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("в связи с проведением массового мероприятия", "event"),
        ("репетиция парада ко дню победы", "event"),
        ("идут съемки сериала", "filming"),
        ("в воскресенье пройдет забег", "sport"),
        ("на время шествия", "procession"),
        ("в день города", "holiday"),
        ("праздник улицы", "holiday"),
    ],
)
def test_only_a_holiday_is_a_holiday(text, cause):
    assert read_reason(text)[0] == cause
    assert label_of(cause, "event") == ("sport" if cause == "sport" else "event")
