"""The only reader of AWS: rows that say what to ask, and the engine that asks, records and never writes to AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stormproof.collect.carried import Carried
    from stormproof.collect.collection import Collected, Collection
    from stormproof.collect.engine import collect
    from stormproof.collect.progress import AccountProgress, Progress
    from stormproof.collect.send import Stats

__all__ = ["AccountProgress", "Carried", "Collected", "Collection", "Progress", "Stats", "collect"]

_HOME = {
    "AccountProgress": "progress",
    "Carried": "carried",
    "Collected": "collection",
    "Collection": "collection",
    "Progress": "progress",
    "Stats": "send",
    "collect": "engine",
}


def __getattr__(name: str) -> Any:
    """Lazily: botocore is slow to import, and start-up time is a promise."""
    if name not in _HOME:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
