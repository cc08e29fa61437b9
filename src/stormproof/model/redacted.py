"""What is left of a value that was hidden before it was stored: what a detector said of it, never the value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stormproof.errors import UnreadableError
from stormproof.model.secrets import shapes

NOTHING = "none"
KNOWN = frozenset({"found", "likely", NOTHING})
"""A precise shape; random text under a credential's name; neither."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The verdict over one value, and the shapes that were found in it."""

    verdict: str
    shapes: tuple[str, ...] = ()

    @property
    def is_secret(self) -> bool:
        """A detector matched."""
        return self.verdict != NOTHING

    @property
    def looks_like(self) -> str:
        """What it is, in words for a person."""
        says = {shape.id: shape.says[:1].lower() + shape.says[1:] for shape in shapes()}
        named = sorted({says[shape] for shape in self.shapes if shape in says})
        if named:
            return " and ".join(named)
        return "a random text under a credential's name" if self.verdict == "likely" else "a secret"


def hidden(value: Any, operation: str) -> Hidden:
    """The verdict over a redacted value. An empty text holds nothing; raises for a text that nobody looked at."""
    match value:
        case None | "":
            return Hidden(NOTHING)
        case {"redacted": str(), "secret": str(verdict), "at": list(places)} if verdict in KNOWN:
            return Hidden(
                verdict, tuple(str(place[-1]) for place in places if isinstance(place, list) and place)
            )
    raise UnreadableError("a value was stored without its detector's verdict", operation=operation)
