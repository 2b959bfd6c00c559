"""Commands that read JSON lines, on files that nobody should send: a bad line is told by its number, the rest read."""

import json

import pytest
from django.core.management import CommandError, call_command

from roadmap import json_lines
from roadmap.language.text import LONGEST_TEXT

pytestmark = pytest.mark.django_db
GOOD = {"id": "good", "city": "Омск", "published": "2025-06-02T10:00:00+05:00", "text": "Закрыта улица Мира"}
COMMANDS = ("read_notices", "read_messages")


def run(command, folder, *lines):
    """The answers to lines of bytes or of what JSON can say."""
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_bytes(b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines))
    call_command(command, str(source), str(target))
    return [json.loads(line, parse_constant=pytest.fail) for line in target.read_text(encoding="utf-8").splitlines()]


BAD_LINES = {
    "no JSON": b"{no json",
    "no object": b'"only a string"',
    "not UTF-8": '{"text": "Закрыта"}'.encode("cp1251"),
    "UTF-16": '{"text": "Закрыта"}'.encode("utf-16"),
    "too deep": b'{"text": ' + b"[" * 200_000,
    "too long": b'{"text": "' + b"1" * 3 * json_lines.MOST_BYTES + b'"}',
    "NUL": b"\0" * 100,
    "a number of thousands of digits": b'{"text": "", "id": ' + b"1" * 10_000 + b"}",
    "a number of hundreds of digits": b'{"text": "", "id": -' + b"9" * 400 + b"}",
    "no number": b'{"text": "", "id": NaN}',
    "endless number": b'{"text": "", "id": 1e999}',
    "no text": {"id": "bad", "city": "Омск"},
    "text is null": {"id": "bad", "text": None},
    "text is a number": {"id": "bad", "text": 5},
    "text is a list": {"id": "bad", "text": ["Закрыта улица Мира"]},
    "city is a number": {"id": "bad", "text": "Яма", "city": 5},
}
BAD_MOMENTS = {
    "no moment": "when?",
    "a number": 1_700_000_000,
    "year 1": "0001-01-01T00:00:00+14:00",
    "year 9999": "9999-12-31T23:59:59-12:00",
    "no such day": "2025-02-30",
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_told_by_its_number_and_the_rest_is_read(command, name, tmp_path):
    first, bad, last = run(command, tmp_path, GOOD, b"", BAD_LINES[name], GOOD)
    assert first == last
    assert first["streets"] == ["улица Мира"]
    assert bad.keys() == {"id", "line", "error"}
    assert (bad["line"], bool(bad["error"])) == (3, True)
    assert bad["id"] == ("bad" if isinstance(BAD_LINES[name], dict) else None)


@pytest.mark.parametrize("name", BAD_MOMENTS)
def test_a_notice_of_no_moment_is_told_by_its_field(name, tmp_path):
    bad, good = run("read_notices", tmp_path, GOOD | {"published": BAD_MOMENTS[name]}, GOOD)
    assert bad["error"].startswith("published ")
    assert good["streets"] == ["улица Мира"]


@pytest.mark.parametrize("published", ["2025-06-02T10:00:00Z", "2025-06-02T10:00:00-11:30", "2025-06-02T10:00"])
def test_a_moment_is_that_of_the_place_whatever_zone_is_told(published, tmp_path):
    text = {"text": "Улица Мира закрыта до 5 июня"}
    usual, other = run("read_notices", tmp_path, GOOD | text, GOOD | text | {"published": published})
    assert other == usual


@pytest.mark.parametrize("command", COMMANDS)
def test_half_a_letter_and_nul_are_read_and_written(command, tmp_path):
    told = b'{"id": "\\ud800\\u0000", "text": "\\ud83d \\u0000 \xd0\xaf\xd0\xbc\xd0\xb0", "city": "\\ud800\\u0000"}'
    answer, good = run(command, tmp_path, told, GOOD)
    assert (answer["id"], "error" in answer) == ("\ud800\0", False)
    assert good["streets"] == ["улица Мира"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_text_that_is_too_long_is_read_from_its_beginning_and_says_so(command, tmp_path):
    exact, longer, marked = (
        run(command, tmp_path, GOOD | {"text": text})[0]
        for text in ("я" * LONGEST_TEXT, "я" * (LONGEST_TEXT + 1), "<b>я</b>" * (LONGEST_TEXT // 8))
    )
    assert longer == exact | {"cut_at": LONGEST_TEXT}
    assert "cut_at" not in marked


def test_nothing_is_left_half_written(tmp_path, monkeypatch):
    """Also where a file is written over itself, and where reading breaks off."""
    source = tmp_path / "lines.jsonl"
    source.write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD))
    call_command("read_notices", str(source), str(source))
    answers = source.read_text(encoding="utf-8")
    assert len(answers.splitlines()) == 2
    with pytest.raises(CommandError):
        call_command("read_notices", str(tmp_path / "missing.jsonl"), str(source))

    def breaks(*_told):
        raise OSError("no space left")

    monkeypatch.setattr(json_lines, "_answered", breaks)
    with pytest.raises(CommandError, match="no space left"):
        call_command("read_notices", str(source), str(source))
    assert source.read_text(encoding="utf-8") == answers
    assert list(tmp_path.iterdir()) == [source]


def test_a_device_is_written_as_it_comes(tmp_path):
    source = tmp_path / "lines.jsonl"
    source.write_text(json.dumps(GOOD))
    call_command("read_notices", str(source), "/dev/null")


def test_a_mark_of_byte_order_is_no_part_of_the_first_line(tmp_path):
    (answer,) = run("read_notices", tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert answer["id"] == "good"
