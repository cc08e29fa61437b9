"""Where the store is, and opening it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from stormproof.store import Store


def store_folder(folder: str | Path | None, environment: Mapping[str, str]) -> Path:
    """What was named, else `STORMPROOF_STORE`, else `$XDG_DATA_HOME/stormproof`.

    >>> store_folder(None, {"XDG_DATA_HOME": "/srv/data"}).as_posix()
    '/srv/data/stormproof'
    """
    if folder:
        return Path(folder)
    if named := environment.get("STORMPROOF_STORE"):
        return Path(named)
    data = environment.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "stormproof"


def open_store(folder: str | Path | None, environment: Mapping[str, str], *, create: bool = True) -> Store:
    """The store, made if there is none and that is wanted."""
    return Store.open(store_folder(folder, environment), create=create)
