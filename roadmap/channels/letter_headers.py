"""A subject in Russian keeps each blank within an encoded word.

Between two of them a reader leaves it out (RFC 2047, 6.2), and Python's own folding of unstructured headers loses some.
"""

from email.header import Header
from email.policy import EmailPolicy


class WholeWords(EmailPolicy):
    """As email.policy.SMTP, but for that."""

    def fold(self, name: str, value: str) -> str:
        if name != "Subject" or value.isascii():
            return super().fold(name, value)
        told = Header(str(value), header_name=name).encode(linesep=self.linesep)
        return f"{name}: {told}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii") if name == "Subject" else super().fold_binary(name, value)


LETTER = WholeWords(linesep="\r\n")
