"""The entry point. `--version` answers before anything else is imported: start-up time is a promise."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

from stormproof._version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and leaves with its exit code: 0 clean, 1 something found, 2 not answerable."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given in (["--version"], ["-V"]):
        sys.stdout.write(f"stormproof {__version__}\n")
        raise SystemExit(0)
    from stormproof.cli.root import run

    raise SystemExit(run(given))


def __getattr__(name: str) -> Any:
    if name == "cli":
        from stormproof.cli.root import cli

        return cli
    raise AttributeError(name)
