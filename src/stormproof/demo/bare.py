"""How the recipe and moto read AWS's models: as plain dictionaries without documentation, half of the memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session


class BareFiles(JSONFileLoader):  # type: ignore[misc]  # botocore ships no types
    """Botocore's reader of files keeps the order in a class of its own; a dictionary has it anyway."""

    def _load_file(self, full_path: str, open_method: Callable[[str, str], BinaryIO]) -> Any:
        try:
            with open_method(full_path, "rb") as file:
                return bare(msgspec.json.decode(file.read()))
        except FileNotFoundError:
            return None


def read_bare(loader: Loader) -> None:
    """From now on the loader reads so."""
    loader.file_loader = BareFiles()


def bare_session() -> Session:
    """A session of botocore that reads so."""
    session = Session()
    read_bare(session.get_component("data_loader"))
    return session


def bare(value: Any) -> Any:
    """With empty documentation: some of it must be there. A member that is called so is a mapping, and stays."""
    if isinstance(value, dict):
        return {k: "" if k == "documentation" and isinstance(v, str) else bare(v) for k, v in value.items()}
    return [bare(v) for v in value] if isinstance(value, list) else value
