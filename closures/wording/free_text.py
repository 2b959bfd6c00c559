"""What people wrote by hand, made fit to stand in a text."""

import re

from roadmap.language.grammar import morphology


def clean(text: str) -> str:
    """One line without control characters, straight quotes made «», the last full stop taken off."""
    line = " ".join("".join(char if char.isprintable() or char in "\t\n" else " " for char in text).split())
    line = re.sub(r'(^|[\s(])"([^"]*)"', r"\1«\2»", line)
    return line.removesuffix(".") if not line.endswith("..") else line


def lower_start(text: str) -> str:
    """«Ремонт теплотрассы» → «ремонт…» after a colon; names and abbreviations keep their capital."""
    first = re.split(r"[\s,]", text, maxsplit=1)[0]
    if not first[:1].isupper() or not first[1:].islower() or not morphology.is_known(first):
        return text
    if any(
        {tag} & parse.tag.grammemes for parse in morphology.parses(first.lower()) for tag in ("Name", "Surn", "Geox")
    ):
        return text
    return text[0].lower() + text[1:]


def sentence(text: str) -> str:
    return text if not text or text[-1] in ".!?…" else f"{text}."


def quoted(stop: str) -> str:
    return stop if stop.startswith("«") else f"«{stop}»"
