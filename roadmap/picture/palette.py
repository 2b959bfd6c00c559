"""The colours of the server's pictures: those of the live map by day (`base.css`). What happens brings its own."""

LAND = "#f3f1ec"
GREEN = "#d5e5c8"
WATER = "#a9cfe2"
RAILWAY = "#a29c93"
WATER_NAME = "#2f6788"
GREEN_NAME = "#4a6b3a"

INK = "#17222b"
SOFT_INK = "#4b5a66"
PAPER = "#ffffff"
STREET_NAME = "#3a444c"

DETOUR = "#12813a"
OPEN = "#1b7f43"  # what was shut and is open again
SEGMENT = "#1763d6"
