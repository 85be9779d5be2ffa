"""Words of an OFD file, page by page (GB/T 33190), by ofdkit, which refuses DTDs and oversized parts."""

from __future__ import annotations

import ofdkit

from .limits import MAX_PAGES, BadFile
from .words import shortened


def text(source: str) -> list[str]:
    try:
        with ofdkit.open(source) as document:
            if len(document.pages) > MAX_PAGES:
                raise BadFile("too_large")
            return shortened(page.text() for page in document.pages)
    except ofdkit.OFDLimitError as error:
        raise BadFile("too_large") from error
    except ofdkit.OFDError as error:
        raise BadFile("broken") from error
