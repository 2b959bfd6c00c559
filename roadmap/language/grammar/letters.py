"""How letters are compared: without case, «е» for «ё», and what looks alike taken for the same."""

# In print these Latin letters cannot be told from Russian ones.
LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")


def plain(text: str) -> str:
    """The form in which words are compared."""
    return text.lower().replace("ё", "е")


def plain_in_place(text: str) -> str:
    """The same letter for letter, so that places in the text stay: a few letters are two in lower case."""
    folded = plain(text)
    return folded if len(folded) == len(text) else "".join(plain(letter)[:1] for letter in text)
