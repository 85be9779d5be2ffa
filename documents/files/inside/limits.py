"""What the child may use. Where the system lacks a limit (Windows, parts of macOS) the parent's clock remains."""

from __future__ import annotations

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MEMORY = 1_500_000_000  # address space in bytes: a 50 megapixel scan with room to shrink it
CPU_SECONDS = 20
FILE_BYTES = 64_000_000
OFFICE_MEMORY = 4_000_000_000  # of each of its processes
OFFICE_CPU_SECONDS = 60
OFFICE_FILE_BYTES = 200_000_000
MAX_PAGES = 3_000
MAX_CHARACTERS = 200_000


class BadFile(Exception):
    """The file cannot be read; `code` is a key of `sandbox.explain`: encrypted, broken, too_large, ..."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def lower() -> None:
    """Give up rights for good: memory, CPU time, file size, open files, core dumps."""
    _lower(MEMORY, CPU_SECONDS, FILE_BYTES, 64)


def lower_for_office() -> None:
    """As `lower`, with room for LibreOffice, which maps much and opens hundreds of files."""
    _lower(OFFICE_MEMORY, OFFICE_CPU_SECONDS, OFFICE_FILE_BYTES, 1_024)


def _lower(memory: int, seconds: int, file_bytes: int, files: int) -> None:
    if resource is None:
        return
    wanted = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, value in wanted:
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue  # macOS has no RLIMIT_AS worth the name; a hard limit may already be lower
