"""What the child may use. Where the system lacks a limit (Windows, parts of macOS) the parent's clock remains."""

from __future__ import annotations

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MEMORY = 1_500_000_000  # address space in bytes: a 50 megapixel scan with room to shrink it
CPU_SECONDS = 20
FILE_BYTES = 64_000_000
MAX_PAGES = 3_000
MAX_CHARACTERS = 200_000


class BadFile(Exception):
    """The file cannot be read; `code` is one of encrypted, broken, too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def lower() -> None:
    """Give up rights for good: memory, CPU time, file size, open files, core dumps."""
    if resource is None:
        return
    wanted = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, value in wanted:
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue  # macOS has no RLIMIT_AS worth the name; a hard limit may already be lower
