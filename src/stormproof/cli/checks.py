"""`checks list|show`."""

from __future__ import annotations

import click

from stormproof.cli import terminal
from stormproof.cli.options import format_option, looks
from stormproof.cli.root import Group


@click.group(cls=Group)
def checks() -> None:
    """List the checks and their documentation."""


@checks.command("list")
@click.option("--service", "services", multiple=True, metavar="S", help="Only this service; repeatable.")
@click.option(
    "--all", "every", is_flag=True, help="Also those that wait for an engine that is not built yet."
)
@format_option("text", "json")
@click.option("--no-pager", is_flag=True, help="Do not page.")
@looks
def list_(services: tuple[str, ...], every: bool, style: str, no_pager: bool) -> None:  # noqa: FBT001  click's signature
    """List checks with their severity and what they ask for."""
    from stormproof.app.checks import catalogue_rows, row_page
    from stormproof.report.document import encode
    from stormproof.report.documents import ChecksDocument
    from stormproof.report.text.catalogues import check_rows

    known = catalogue_rows(services=services, built_only=False)
    rows = known if every else tuple(row for row in known if row.built)
    if style == "json":
        document = ChecksDocument(schema="stormproof/checks/1", checks=tuple(map(row_page, rows)))
        terminal.write_bytes([encode(document), b"\n"])
        return
    waiting = [row for row in known if not row.built]
    terminal.write(check_rows(rows, waiting, terminal.look(), all_rows=every), pager=not no_pager)


@checks.command("show")
@click.argument("name")
@format_option("text", "json")
@looks
def show(name: str, style: str) -> None:
    """Show what a check asks, why, and what to do; NAME is our id or another tool's (fsbp:S3.8)."""
    from stormproof.app.checks import page, pages
    from stormproof.report.document import encode
    from stormproof.report.documents import ChecksDocument
    from stormproof.report.text.explain import check_lines

    found = pages(name)
    if style == "json":
        document = ChecksDocument(
            schema="stormproof/checks/1", checks=tuple(page(c, row) for c, row in found)
        )
        terminal.write_bytes([encode(document), b"\n"])
        return
    look = terminal.look()
    for number, (check, row) in enumerate(found):
        terminal.write(["", *check_lines(check, row, look)] if number else check_lines(check, row, look))
