"""`explain FINDING|CHECK`."""

from __future__ import annotations

from pathlib import Path

import click

from stormproof.cli import terminal
from stormproof.cli.options import format_option, looks, open_store, store_option
from stormproof.cli.root import Command
from stormproof.errors import NotFoundError, StormproofError


@click.command(cls=Command)
@click.argument("name")
@format_option("text", "json")
@click.option("--no-pager", is_flag=True, help="Do not page.")
@store_option
@looks
def explain(name: str, style: str, no_pager: bool, store_folder: Path | None) -> None:  # noqa: FBT001  click's signature
    """Say why a finding is so, or what a check asks.

    NAME is a finding (f-…, any unique start of its key) or a check, by our id or another tool's.
    """
    if _is_check(name):
        _explain_check(name, style, pager=not no_pager)
    else:
        _explain_finding(name, style, store_folder, pager=not no_pager)


def _is_check(name: str) -> bool:
    """A key has no underscore and no colon; a check of ours has one, another tool's id has either or is no key."""
    from stormproof.rules.registry import find

    if name.startswith("f-"):
        return False
    try:
        find(name)
    except NotFoundError:
        return "_" in name or ":" in name
    return True


def _explain_check(name: str, style: str, *, pager: bool) -> None:
    from stormproof.app.checks import page, pages
    from stormproof.report.document import encode
    from stormproof.report.documents import ExplainDocument
    from stormproof.report.text.explain import check_lines

    look = terminal.look()
    for number, (check, row) in enumerate(pages(name)):
        if style == "json":
            document = ExplainDocument(
                schema="stormproof/explain/1", finding=None, life=None, check=page(check, row)
            )
            terminal.write_bytes([encode(document), b"\n"])
            continue
        terminal.write(
            ["", *check_lines(check, row, look)] if number else check_lines(check, row, look), pager=pager
        )


def _explain_finding(name: str, style: str, folder: Path | None, *, pager: bool) -> None:
    from stormproof.app.checks import page
    from stormproof.app.findings import finding, known_names
    from stormproof.report.document import encode
    from stormproof.report.documents import ExplainDocument, life_record, listed_finding
    from stormproof.report.text.explain import finding_lines
    from stormproof.rules.registry import row_of

    with open_store(folder) as store:
        try:
            told = finding(store, name)
        except NotFoundError as error:
            raise _neither(name, error) from error
        names, _ = known_names(store)
    if style == "json":
        document = ExplainDocument(
            schema="stormproof/explain/1",
            finding=listed_finding(told.finding),
            life=life_record(told.life),
            check=page(told.check, row_of(told.check.id)) if told.check else None,
        )
        terminal.write_bytes([encode(document), b"\n"])
        return
    terminal.write(finding_lines(told.finding, told.check, names, terminal.look(), told.life), pager=pager)


def _neither(name: str, error: NotFoundError) -> StormproofError:
    if name.startswith("f-"):
        return error
    return NotFoundError(
        f"{error.message}, and no check either", hint=error.hint or "stormproof findings list"
    )
