"""`schema NAME`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from stormproof.cli import terminal
from stormproof.cli.options import looks, out_option
from stormproof.cli.root import Command


@click.command(cls=Command)
@click.argument("name")
@out_option
@looks
def schema(name: str, out: Path | None) -> None:
    """Print the JSON Schema of a document.

    The dialect is 2020-12. NAME is one of checks, coverage, diff, exceptions, explain, finding, findings, import, permissions,
    scan, snapshots.
    """
    from stormproof.report.documents import schema as made

    terminal.write([json.dumps(made(name), indent=2)], out)
