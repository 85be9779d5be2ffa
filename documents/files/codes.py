"""Digits as QR code and as Code 128, drawn as SVG for the typesetter."""

from __future__ import annotations

import io


def qr_svg(digits: str) -> str:
    """A square; error correction M: a fold or a stamp over a corner is survived."""
    import segno

    out = io.BytesIO()
    segno.make(digits, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=0)
    return out.getvalue().decode()


def code128_svg(digits: str) -> str:
    """Bars alone: the digits stand beside it in the form's own type."""
    from barcode import Code128
    from barcode.writer import SVGWriter

    drawn = Code128(digits, writer=SVGWriter()).render(
        {"write_text": False, "quiet_zone": 0, "module_height": 8, "module_width": 0.25}
    )
    return bytes(drawn).decode()
