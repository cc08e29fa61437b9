"""The embedded organisation: Marram Pay, seeded on an AWS endpoint inside this process, loopback only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from stormproof.errors import MissingExtraError

if TYPE_CHECKING:
    from stormproof.demo.embedded import Embedded

__all__ = ["available", "embedded"]


def available() -> bool:
    """Whether the extra `demo` is installed; nothing of it is imported."""
    return all(find_spec(name) is not None for name in ("moto", "flask", "flask_cors"))


@contextmanager
def embedded(*, port: int = 0) -> Iterator[Embedded]:
    """Seed Marram Pay and serve it for as long as the block runs.

    The extra `demo` is imported here and not before; without it: `MissingExtraError`.
    """
    if not available():
        raise MissingExtraError("demo")
    from stormproof.demo.embedded import running

    with running(port) as organisation:
        yield organisation
