"""Digits as QR code and as Code 128: drawn as SVG for the typesetter, as pictures for Word."""

from __future__ import annotations

import io

QR_DOTS, BAR_DOTS, BAR_HEIGHT = 12, 4, 80  # pixels: a module of each, and how high the bars are


def qr_svg(digits: str) -> str:
    """A square; error correction M: a fold or a stamp over a corner is survived."""
    import segno

    out = io.BytesIO()
    segno.make(digits, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=0)
    return out.getvalue().decode()


def qr_png(digits: str) -> bytes:
    """The same as a picture."""
    import segno

    out = io.BytesIO()
    segno.make(digits, error="m", micro=False).save(out, kind="png", scale=QR_DOTS, border=0)
    return out.getvalue()


def code128_svg(digits: str) -> str:
    """Bars alone: the digits stand beside it in the form's own type."""
    from barcode import Code128
    from barcode.writer import SVGWriter

    drawn = Code128(digits, writer=SVGWriter()).render(
        {"write_text": False, "quiet_zone": 0, "module_height": 8, "module_width": 0.25}
    )
    return bytes(drawn).decode()


def code128_png(digits: str) -> bytes:
    """The same as a picture."""
    from barcode import Code128
    from PIL import Image

    modules = Code128(digits).build()[0]
    row = Image.new("1", (len(modules), 1), 1)
    row.putdata([0 if module == "1" else 1 for module in modules])
    out = io.BytesIO()
    row.resize((len(modules) * BAR_DOTS, BAR_HEIGHT)).save(out, "PNG", optimize=True)
    return out.getvalue()
