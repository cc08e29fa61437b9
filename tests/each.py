"""Laws about each of very many small things, told in groups: pytest's own work for each thing would outweigh the law.

@law_of({"kms": {"kms:ListKeys": (row,)}})
def test_the_operation_reads(row): ...

is one test, `test_the_operation_reads[kms]`; whatever breaks the law is named, all of it, with what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

Groups = Mapping[str, Mapping[str, tuple[Any, ...]]]


def grouped(things: Iterable[tuple[str, str, tuple[Any, ...]]]) -> Groups:
    """Things by group and name; no two of a group have one name."""
    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    for group, name, values in things:
        of_group = found.setdefault(group, {})
        assert name not in of_group, f"two things are called {name}"
        of_group[name] = values
    return found


def law_of(groups: Groups) -> Callable[[Callable[..., None]], Callable[[str], None]]:
    """Makes of a law about one thing a test of each group."""

    def made(law: Callable[..., None]) -> Callable[[str], None]:
        @pytest.mark.parametrize("group", groups)
        def test(group: str) -> None:
            broken = {
                name: wrong for name, values in groups[group].items() if (wrong := _broken(law, name, values))
            }
            assert not broken, "\n".join(f"{name}: {wrong}" for name, wrong in broken.items())

        test.__name__, test.__doc__, test.__module__ = law.__name__, law.__doc__, law.__module__
        return test

    return made


def _broken(law: Callable[..., None], name: str, values: tuple[Any, ...]) -> str:
    try:
        law(*values)
    except AssertionError as error:
        return str(error) or "the law does not hold"
    except Exception as error:
        error.add_note(f"while looking at {name}")
        raise
    return ""
