"""How long a text may be."""

LONG_LIMIT = 4096  # Telegram's message, in UTF-16 units
CAPTION_LIMIT = 1024  # Telegram's caption, in UTF-16 units
SHORT_LIMIT = 280  # X, weighted
SUBJECT_LIMIT = 120  # a mail client shows no more
