"""Text against a pattern with stars, in one pass: the pieces between the stars are looked for from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def fits(pieces: Sequence[str], text: str) -> bool:
    """`pieces` are what stands between the stars: `("Get", "Policy")` is `Get*Policy`, one piece alone has no star.

    The first piece leads, the last one ends, each other one is taken where it stands first: a later place can never
    fit where the first one does not.

    >>> fits(("Get", "Policy"), "GetRolePolicy")
    True
    """
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    end = len(text) - len(last)
    if len(first) > end or not text.startswith(first) or not text.endswith(last):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
