"""What is true, what is false, and what turns on something that nobody said.

A formula is a truth value, an atom, or both, either or not of formulas. All completions of at most twelve atoms fit into one
integer, a bit each: so a formula is decided, and its smallest sufficient sets of atoms found, by integer operations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

MOST_ATOMS = 12


@dataclass(frozen=True, slots=True, order=True)
class Atom:
    """One thing that was not said. `key` is the context key it is about, or empty; `name` what a decision depends on."""

    name: str
    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: Formula


@dataclass(frozen=True, slots=True)
class Both:
    """All of them."""

    of: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of them."""

    of: tuple[Formula, ...]


Formula = bool | Atom | Not | Both | Either


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """An atom, and whether it holds."""

    atom: Atom
    holds: bool


class BudgetError(ValueError):
    """More atoms than can be completed in every way."""


def both(*parts: Formula) -> Formula:
    """True for no parts."""
    left = dict.fromkeys(part for part in parts if part is not True)
    if False in left:
        return False
    return Both(tuple(left)) if len(left) > 1 else next(iter(left), True)


def either(*parts: Formula) -> Formula:
    """False for no parts."""
    left = dict.fromkeys(part for part in parts if part is not False)
    if True in left:
        return True
    return Either(tuple(left)) if len(left) > 1 else next(iter(left), False)


def opposite(part: Formula) -> Formula:
    """Its negation."""
    match part:
        case bool():
            return not part
        case Not():
            return part.of
        case _:
            return Not(part)


def atoms(*parts: Formula) -> tuple[Atom, ...]:
    """The atoms of all parts, in the order in which they are met."""
    return tuple(dict.fromkeys(atom for part in parts for atom in _atoms(part)))


def _atoms(part: Formula) -> Iterator[Atom]:
    match part:
        case Atom():
            yield part
        case Not():
            yield from _atoms(part.of)
        case Both() | Either():
            for one in part.of:
                yield from _atoms(one)
        case _:
            return


@dataclass(frozen=True, slots=True)
class Completions:
    """Every way to say what was not said about these atoms, a bit each."""

    columns: Mapping[Atom, int]
    full: int

    @classmethod
    def of(cls, found: tuple[Atom, ...]) -> Completions:
        """Raises `BudgetError` for more than twelve."""
        if len(found) > MOST_ATOMS:
            raise BudgetError(f"{len(found)} things are not known, more than {MOST_ATOMS}")
        size = 1 << len(found)
        columns = {
            atom: sum(1 << row for row in range(size) if row >> place & 1) for place, atom in enumerate(found)
        }
        return cls(columns, (1 << size) - 1)

    def where(self, part: Formula) -> int:
        """The completions in which it is true."""
        match part:
            case bool():
                return self.full if part else 0
            case Atom():
                return self.columns[part]
            case Not():
                return self.full & ~self.where(part.of)
            case Both():
                rows = self.full
                for one in part.of:
                    rows &= self.where(one)
                return rows
            case Either():
                rows = 0
                for one in part.of:
                    rows |= self.where(one)
                return rows

    def sufficient(self, rows: int) -> Iterator[tuple[Literal, ...]]:
        """The smallest sets of atoms, each true or false, under which a completion always lies in these rows."""
        found: list[frozenset[Literal]] = []
        for size in range(len(self.columns) + 1):
            for chosen in combinations(self.columns, size):
                for signs in product((True, False), repeat=size):
                    cube = frozenset(map(Literal, chosen, signs))
                    if not self._region(cube) & ~rows and not any(smaller <= cube for smaller in found):
                        found.append(cube)
                        yield tuple(sorted(cube))

    def _region(self, cube: frozenset[Literal]) -> int:
        rows = self.full
        for one in cube:
            column = self.columns[one.atom]
            rows &= column if one.holds else ~column
        return rows
