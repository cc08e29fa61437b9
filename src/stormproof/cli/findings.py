"""`findings list|show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stormproof.cli import terminal
from stormproof.cli.explain import explain
from stormproof.cli.options import (
    Words,
    format_option,
    looks,
    open_store,
    out_option,
    severity_option,
    status_option,
    store_option,
)
from stormproof.cli.root import Group
from stormproof.model.finding import Severity, State, Status

if TYPE_CHECKING:
    from stormproof.app.findings import Listing


@click.group(cls=Group)
def findings() -> None:
    """List what was found."""


@findings.command("list")
@status_option(
    (Status.FAIL, Status.UNKNOWN, Status.EXCEPTED),
    "Verdicts to list, commas between; by default all that is open.",
)
@severity_option
@click.option(
    "--state",
    "states",
    type=Words(State),
    default=None,
    help="Where findings are in their life; by default what is open.",
)
@click.option("--check", "checks", multiple=True, metavar="ID", help="Only these checks, by any tool's id.")
@click.option(
    "--account", "accounts", multiple=True, metavar="A", help="Only these accounts, by number or name."
)
@click.option("--flat", is_flag=True, help="One line a finding instead of one a cause.")
@format_option("text", "json", "ndjson", "csv")
@out_option
@click.option("--no-pager", is_flag=True, help="Do not page.")
@store_option
@looks
def list_(  # noqa: PLR0913, PLR0917  one option, one parameter
    statuses: tuple[Status, ...],
    severities: tuple[Severity, ...] | None,
    states: tuple[State, ...] | None,
    checks: tuple[str, ...],
    accounts: tuple[str, ...],
    flat: bool,  # noqa: FBT001  click's signature
    style: str,
    out: Path | None,
    no_pager: bool,  # noqa: FBT001  click's signature
    store_folder: Path | None,
) -> None:
    """List findings by cause, the most urgent first; one a line in a pipe.

    Leaves with 1 if a failure is listed.
    """
    from stormproof.app.findings import LIVING
    from stormproof.app.findings import findings as listed

    with open_store(store_folder) as store:
        found = listed(
            store,
            statuses=statuses,
            states=states or LIVING,
            severities=severities,
            checks=checks,
            accounts=accounts,
        )
    _write(found, style, out, flat=flat, pager=not no_pager)
    raise SystemExit(1 if any(f.status == Status.FAIL for f in found.findings) else 0)


@findings.command("show")
@click.argument("name")
@format_option("text", "json")
@store_option
@looks
@click.pass_context
def show(ctx: click.Context, name: str, style: str, store_folder: Path | None) -> None:
    """Show one finding with its grounds; the same as explain."""
    ctx.invoke(explain, name=name, style=style, no_pager=True, store_folder=store_folder)


def _write(found: Listing, style: str, out: Path | None, *, flat: bool, pager: bool) -> None:
    from stormproof.report.document import encode, order
    from stormproof.report.documents import FindingsDocument, listed_finding
    from stormproof.report.rows import csv_lines
    from stormproof.report.text.findings import flat_lines, grouped_lines

    ordered = sorted(found.findings, key=order)
    match style:
        case "json":
            records = tuple(map(listed_finding, ordered))
            document = FindingsDocument(
                schema="stormproof/findings/1", snapshot=found.snapshot, total=len(records), findings=records
            )
            terminal.write_bytes([encode(document), b"\n"], out)
        case "ndjson":
            terminal.write_bytes((encode(listed_finding(f)) + b"\n" for f in ordered), out)
        case "csv":
            terminal.write_bytes(terminal.encoded(csv_lines(ordered)), out)
        case _:
            lines = flat_lines if flat else grouped_lines
            terminal.write(lines(found.findings, found.names, terminal.look()), out, pager=pager)
