"""The colours of the server's pictures: those of the live map (`static/roadmap/css/base.css`), by day."""

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

CLOSED = "#c3211b"
WORKS = "#b25000"
OUTAGE = "#2f3b46"
PARKING = "#1b53c0"
EVENT = "#7a2aa8"
APPEAL = "#0b6e66"
DETOUR = "#12813a"
OPEN = "#1b7f43"  # what was shut and is open again
SEGMENT = "#1763d6"
GLARE = "#ff6a61"  # red that is seen on blue

STYLE_COLOURS = {
    "closure": CLOSED,
    "repair-zone": WORKS,
    "signal-outage": OUTAGE,
    "parking-change": PARKING,
    "public-event": EVENT,
    "detour": DETOUR,
    "appeal": APPEAL,
    "segment": SEGMENT,
}
