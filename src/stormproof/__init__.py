"""Stormproof proves what an AWS organisation lets in and out, and which few changes matter.

import stormproof

with stormproof.open() as store:
    snapshot = stormproof.scan(store, profile="audit")
    for finding in stormproof.findings(snapshot):
        print(finding.status, finding.resource.arn, finding.message)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stormproof._version import __version__

if TYPE_CHECKING:
    from stormproof.app.api import catalogue, coverage, findings, scan
    from stormproof.app.api import open_ as open  # noqa: A004  `stormproof.open()` is its name
    from stormproof.errors import StormproofError
    from stormproof.model.finding import Finding, Severity, Status
    from stormproof.model.snapshot import Snapshot
    from stormproof.store import Store

__all__ = [
    "Finding",
    "Severity",
    "Snapshot",
    "Status",
    "Store",
    "StormproofError",
    "__version__",
    "catalogue",
    "coverage",
    "findings",
    "open",
    "scan",
]

_HOME = {
    "Finding": ("stormproof.model.finding", "Finding"),
    "Severity": ("stormproof.model.finding", "Severity"),
    "Snapshot": ("stormproof.model.snapshot", "Snapshot"),
    "Status": ("stormproof.model.finding", "Status"),
    "Store": ("stormproof.store", "Store"),
    "StormproofError": ("stormproof.errors", "StormproofError"),
    "catalogue": ("stormproof.app.api", "catalogue"),
    "coverage": ("stormproof.app.api", "coverage"),
    "findings": ("stormproof.app.api", "findings"),
    "open": ("stormproof.app.api", "open_"),
    "scan": ("stormproof.app.api", "scan"),
}


def __getattr__(name: str) -> Any:
    """Lazily: an eager door would cost every start what only some need."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return __all__
