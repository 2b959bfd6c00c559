"""QR codes: error correction Q, so that a wet or torn sheet is still read."""

from io import BytesIO

import segno
from django.conf import settings

CORRECTION = "q"


def code_of(address: str) -> segno.QRCode:
    return segno.make(address, error=CORRECTION, micro=False)


def code_png(address: str) -> bytes:
    out = BytesIO()
    code_of(address).save(out, kind="png", scale=10, border=2)
    return out.getvalue()


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
