"""Where checks are found: by folder, imported lazily by service; our ids, and other tools' ids as aliases.

A check is one file, `checks/<service>/<id>.py`, that holds one function of the same name under `@check`.
"""

from __future__ import annotations

import csv
import importlib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from stormproof.errors import NotBuiltError, NotFoundError
from stormproof.model.finding import Severity
from stormproof.rules.check import Check
from stormproof.rules.objectives import Objective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = "stormproof.checks"
NEAREST = 3


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One check that is to be shipped, built or not; `needs` are the operations that decide it."""

    id: str
    service: str
    severity: Severity
    title: str
    engine: str
    wave: int
    aliases: tuple[str, ...]
    objectives: tuple[Objective, ...]
    needs: tuple[str, ...]
    built: bool


@cache
def catalogue() -> tuple[CatalogueRow, ...]:
    """The rows of `catalogue.csv`, by id."""
    text = resources.files(__package__).joinpath("catalogue.csv").read_text(encoding="utf-8")
    built = frozenset(ids())
    return tuple(_row(cells, built) for cells in csv.DictReader(text.splitlines()))


@cache
def services() -> tuple[str, ...]:
    """The folders that hold checks."""
    folders = (f.name for f in resources.files(PACKAGE).iterdir() if f.is_dir())
    return tuple(sorted(name for name in folders if name.isidentifier() and not name.startswith("_")))


def ids() -> tuple[str, ...]:
    """The ids of all checks that have a file; imports none of them."""
    return tuple(sorted(name for service in services() for name in _names(service)))


def checks() -> tuple[Check, ...]:
    """All checks, by id."""
    return tuple(
        sorted((check for service in services() for check in checks_of(service)), key=lambda c: c.id)
    )


@cache
def checks_of(service: str) -> tuple[Check, ...]:
    """The checks of one service, by id; imports the files of that folder alone."""
    return tuple(_load(service, name) for name in _names(service)) if service in services() else ()


def find(name: str) -> tuple[Check, ...]:
    """The checks behind a name: our id, an earlier id, `prowler:x`, `fsbp:S3.8`, `cis7:2.10`, or a bare foreign id.

    Raises `NotFoundError` with the nearest names, `NotBuiltError` where the catalogue knows it and no file does.
    """
    wanted = name.strip().casefold()
    service = wanted.partition("_")[0]
    if wanted in _names(service):
        return tuple(c for c in checks_of(service) if c.id == wanted)
    rows = tuple(row for row in catalogue() if wanted in _forms(row.id, row.aliases))
    found = {c.id: c for row in rows if row.built for c in checks_of(row.service) if c.id == row.id}
    found |= {c.id: c for c in checks() if wanted in _forms(*c.was, c.aliases)}
    if found:
        return tuple(found[key] for key in sorted(found))
    if rows:
        raise NotBuiltError(
            f"the check {' and '.join(row.id for row in rows)}", hint="stormproof checks list --all"
        )
    raise _not_found(name)


def choose(names: Iterable[str]) -> tuple[Check, ...]:
    """The checks that several names stand for, each once, by id; all of them for no name."""
    found = {check.id: check for name in names for check in find(name)}
    return tuple(found[key] for key in sorted(found)) or checks()


def row_of(check: str) -> CatalogueRow | None:
    """The catalogue's row of a check."""
    return next((row for row in catalogue() if row.id == check), None)


def _forms(*names: str | tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for form in (name,) if isinstance(name, str) else name:
            yield form.casefold()
            yield form.partition(":")[2].casefold() or form.casefold()


def _not_found(name: str) -> NotFoundError:
    known = {form: None for row in catalogue() for form in _forms(row.id, row.aliases)}
    known |= {form: None for check in checks() for form in _forms(check.id, *check.was, check.aliases)}
    near = get_close_matches(name.strip().casefold()[:200], known, n=NEAREST, cutoff=0.5)
    says = f"; nearest: {', '.join(near)}" if near else ""
    return NotFoundError(f"no check is called {name[:200]!r}{says}", hint="stormproof checks list")


@cache
def _names(service: str) -> tuple[str, ...]:
    if service not in services():
        return ()
    files = (f.name for f in resources.files(PACKAGE).joinpath(service).iterdir())
    return tuple(sorted(f.removesuffix(".py") for f in files if f.endswith(".py") and not f.startswith("_")))


def _load(service: str, name: str) -> Check:
    module = importlib.import_module(f"{PACKAGE}.{service}.{name}")
    check = getattr(module, name, None)
    if not isinstance(check, Check) or check.id != name or check.service != service:
        raise TypeError(
            f"checks/{service}/{name}.py must hold the check {name}, in the folder of its first word"
        )
    return check


def _row(cells: dict[str, str], built: frozenset[str]) -> CatalogueRow:
    return CatalogueRow(
        id=cells["id"],
        service=cells["service"],
        severity=Severity(cells["severity"]),
        title=cells["title"],
        engine=cells["engine"],
        wave=int(cells["wave"]),
        aliases=tuple(cells["aliases"].split()),
        objectives=tuple(Objective(word) for word in cells["objectives"].split()),
        needs=tuple(cells["needs"].split()),
        built=cells["id"] in built,
    )
