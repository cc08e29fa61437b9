"""`diff`."""

from __future__ import annotations

from pathlib import Path

import click

from stormproof.cli import terminal
from stormproof.cli.options import (
    config_option,
    format_option,
    load_config,
    looks,
    open_store,
    out_option,
    store_option,
)
from stormproof.cli.root import Command
from stormproof.errors import UsageError


@click.command(cls=Command)
@click.argument("before", default="", metavar="[BEFORE]")
@click.argument("after", default="latest", metavar="[AFTER]")
@click.option("--since", "span", metavar="SPAN", help="Compare with the newest snapshot that old: 24h, 7d.")
@click.option(
    "--check", "checks", multiple=True, metavar="ID", help="Only this check's verdicts; repeatable."
)
@format_option("text", "json")
@out_option
@config_option
@store_option
@looks
def diff(
    before: str,
    after: str,
    span: str | None,
    checks: tuple[str, ...],
    style: str,
    out: Path | None,
    config_file: Path | None,
    store_folder: Path | None,
) -> None:
    """Show what differs between two snapshots, in facts and in findings.

    Without names: the previous and the latest. What only one of them has seen is listed as not comparable, and is never
    a difference. Leaves with 0 if nothing differs, 1 if something does.
    """
    from stormproof.app import clock
    from stormproof.app.diff import diff as compared
    from stormproof.app.diff import since
    from stormproof.report.document import encode
    from stormproof.report.text.difference import difference_lines

    if before and span:
        raise UsageError(
            "--since and a snapshot to compare with exclude each other", hint="stormproof diff --since 24h"
        )
    with open_store(store_folder) as store:
        first = since(store, span, clock.now()) if span else before or "previous"
        found = compared(store, first, after, load_config(config_file), checks)
    if style == "json":
        terminal.write_bytes([encode(found.document), b"\n"], out)
    else:
        terminal.write(difference_lines(found.document, found.names, terminal.look()), out)
    raise SystemExit(0 if found.document.same else 1)
