"""`coverage`."""

from __future__ import annotations

from pathlib import Path

import click

from stormproof.cli import terminal
from stormproof.cli.options import config_option, format_option, load_config, looks, open_store, store_option
from stormproof.cli.root import Command


@click.command(cls=Command)
@click.option(
    "--snapshot",
    default="latest",
    show_default=True,
    metavar="S",
    help="Id, start of it, latest, previous, or a date.",
)
@click.option(
    "--require",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Leave with 1 if the share of answers is below this.",
)
@format_option("text", "json")
@click.option("--no-pager", is_flag=True, help="Do not page.")
@config_option
@store_option
@looks
def coverage(
    snapshot: str,
    require: float | None,
    style: str,
    no_pager: bool,  # noqa: FBT001  click's signature
    config_file: Path | None,
    store_folder: Path | None,
) -> None:
    """Show what could not be seen, and what would settle it.

    Each gap names the checks that wait for it. What nobody asked stands beside the share, never in it.
    """
    from stormproof.app.coverage import coverage as seen_in
    from stormproof.report.document import encode, scope_record
    from stormproof.report.documents import CoverageDocument
    from stormproof.report.text.coverage import coverage_lines

    with open_store(store_folder) as store:
        seen = seen_in(store, snapshot, load_config(config_file))
    if style == "json":
        document = CoverageDocument(
            schema="stormproof/coverage/1",
            snapshot=seen.snapshot.id,
            scope=scope_record(seen.snapshot.scope),
            coverage=seen.coverage,
        )
        terminal.write_bytes([encode(document), b"\n"])
    else:
        terminal.write(
            coverage_lines(seen.coverage, seen.snapshot, seen.names, terminal.look()), pager=not no_pager
        )
    raise SystemExit(1 if require is not None and seen.coverage.share < require else 0)
