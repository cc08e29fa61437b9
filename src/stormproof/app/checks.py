"""`checks list|show`: what can be judged, and what is to come."""

from __future__ import annotations

from collections.abc import Iterable

from stormproof.errors import NotFoundError
from stormproof.report.documents import CheckPage
from stormproof.rules.check import Check
from stormproof.rules.registry import CatalogueRow, catalogue, find, row_of


def catalogue_rows(*, services: Iterable[str] = (), built_only: bool = True) -> tuple[CatalogueRow, ...]:
    """Rows of the catalogue by id: only those with a file, unless all are wanted."""
    wanted = set(services)
    known = {r.service for r in catalogue()}
    if strange := sorted(wanted - known):
        raise NotFoundError(
            f"no check is of service {strange[0]!r}", hint=f"one of {', '.join(sorted(known))}"
        )
    return tuple(
        r for r in catalogue() if (r.built or not built_only) and (r.service in wanted or not wanted)
    )


def pages(name: str) -> tuple[tuple[Check, CatalogueRow | None], ...]:
    """The checks that a name stands for: our id, or any other tool's."""
    return tuple((check, row_of(check.id)) for check in find(name))


def page(check: Check, row: CatalogueRow | None) -> CheckPage:
    """The documentation of a check as a record."""
    return CheckPage(
        id=check.id,
        service=check.service,
        severity=check.severity,
        title=check.title,
        why=check.why,
        fix=check.fix,
        type=check.kind.type,
        kind=check.kind.kind,
        aliases=tuple(sorted(check.aliases)),
        objectives=tuple(sorted(o.value for o in check.objectives)),
        needs=tuple(sorted(row.needs)) if row else (),
        built=True,
        waits_for=None,
    )


def row_page(row: CatalogueRow) -> CheckPage:
    """A row of the catalogue as a record; documentation comes with the file."""
    if row.built:
        return page(find(row.id)[0], row)
    return CheckPage(
        id=row.id,
        service=row.service,
        severity=row.severity,
        title=row.title,
        why=None,
        fix=None,
        type=None,
        kind=None,
        aliases=tuple(sorted(row.aliases)),
        objectives=tuple(sorted(o.value for o in row.objectives)),
        needs=tuple(sorted(row.needs)),
        built=False,
        waits_for=row.engine,
    )
