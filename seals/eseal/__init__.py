"""电子印章 (domain.md §6.7): docflow makes no seals; it asks the system that keeps them, by this interface."""

from .adapter import (
    ESealAdapter,
    ESealError,
    Operation,
    Placed,
    SealInfo,
    Signed,
    Verified,
    adapter,
)

__all__ = ["ESealAdapter", "ESealError", "Operation", "Placed", "SealInfo", "Signed", "Verified", "adapter"]
