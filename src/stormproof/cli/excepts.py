"""`except add|approve|withdraw|list|preview|import`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from stormproof.cli import terminal
from stormproof.cli.options import config_option, format_option, load_config, looks, open_store, store_option
from stormproof.cli.root import Group


class Day(click.ParamType[dt.date]):
    """`2027-03-01`."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """ISO-8601, without a time."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{str(value)[:40]!r} is no day such as 2027-03-01", param, ctx)


@click.group("except", cls=Group)
def excepts() -> None:
    """Accept a finding: by whom, why, until when.

    An exception is the only thing that mutes a finding. It is proposed by its owner, signed by another person (or by
    the owner alone, which is marked as asserted), and ends within a year; the finding stays visible as EXCEPTED.
    """


@excepts.command("add")
@click.argument("finding", required=False)
@click.option("--where", metavar="SELECTOR", help="A selector instead of one finding.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--reason", required=True, help="Why it is accepted.")
@click.option(
    "--expires",
    required=True,
    type=Day(),
    metavar="DAY",
    help="The day when it ends, within a year: 2027-03-01.",
)
@click.option("--ticket", default="", help="Where it was discussed.")
@store_option
@looks
def add(
    finding: str | None,
    where: str | None,
    owner: str,
    reason: str,
    expires: dt.date,
    ticket: str,
    store_folder: Path | None,
) -> None:
    """Propose an exception for one finding, or by a selector; nothing is muted before it is approved."""
    from stormproof.app import clock, exceptions

    with open_store(store_folder) as store:
        record = exceptions.add(
            store,
            finding=finding,
            where=where,
            reason=reason,
            owner=owner,
            expires=expires,
            now=clock.now(),
            ticket=ticket,
        )
    look = terminal.look()
    terminal.write([look.text(record.id)])
    terminal.talk(
        [
            look.text(f"Proposed until {record.expires}: {record.where}"),
            *(look.text(f"warning: {slip}") for slip in exceptions.slips(record.where)),
            f"Next: stormproof except approve {record.id} --by NAME, then scan again",
        ]
    )


@excepts.command("approve")
@click.argument("name")
@click.option("--by", required=True, help="Who signs; the owner may, but it is marked as asserted.")
@click.option("--owner", default="", help="Who answers for it, where nobody does yet.")
@click.option("--expires", type=Day(), metavar="DAY", help="The day when it ends, where it has no end yet.")
@store_option
@looks
def approve(name: str, by: str, owner: str, expires: dt.date | None, store_folder: Path | None) -> None:
    """Sign a proposed exception; it holds from the next scan."""
    from stormproof.app import clock, exceptions

    with open_store(store_folder) as store:
        record = exceptions.approve(store, name, by=by, now=clock.now(), owner=owner, expires=expires)
    said = (
        "asserted: owner and approver are one person" if record.asserted else f"approved by {record.approver}"
    )
    terminal.talk(
        [
            terminal.look().text(f"{record.id} is {said}."),
            f"It holds from the next scan and ends on {record.expires}.",
        ]
    )


@excepts.command("withdraw")
@click.argument("name")
@store_option
@looks
def withdraw(name: str, store_folder: Path | None) -> None:
    """End an exception before its time."""
    from stormproof.app import clock, exceptions

    with open_store(store_folder) as store:
        record = exceptions.withdraw(store, name, now=clock.now())
    after = "what it muted is FAIL again from the next scan" if record.approver else "it was never in force"
    terminal.talk([f"{record.id} is withdrawn; {after}."])


@excepts.command("list")
@format_option("text", "json")
@config_option
@store_option
@looks
def list_(style: str, config_file: Path | None, store_folder: Path | None) -> None:
    """List exceptions with their state and their end, the first to end first."""
    from stormproof.app import clock, exceptions
    from stormproof.report.document import encode
    from stormproof.report.documents import ExceptionsDocument, ListedException
    from stormproof.report.text.catalogues import exception_lines

    with open_store(store_folder) as store:
        rows = exceptions.listed(store, load_config(config_file), clock.now())
    if style == "json":
        listed = tuple(ListedException(state=state, asserted=r.asserted, exception=r) for r, state in rows)
        terminal.write_bytes(
            [encode(ExceptionsDocument(schema="stormproof/exceptions/1", exceptions=listed)), b"\n"]
        )
        return
    terminal.write(exception_lines(rows, clock.now().date(), terminal.look()))


@excepts.command("preview")
@click.argument("selector")
@config_option
@store_option
@looks
def preview(selector: str, config_file: Path | None, store_folder: Path | None) -> None:
    """List what a selector would hide now, and would have hidden in the last 90 days."""
    from stormproof.app import clock, exceptions
    from stormproof.report.look import plural
    from stormproof.report.text.findings import flat_lines

    with open_store(store_folder) as store:
        found, names = exceptions.preview(store, selector, load_config(config_file), clock.now())
    look = terminal.look()
    terminal.write(flat_lines(found.now, names, look))
    before = f"; {plural(len(found.before), 'more')} in the last 90 days".replace("mores", "more")
    terminal.talk([f"It would hide {len(found.now)} of {plural(found.failing, 'failure')}{before}."])
    warnings = (*found.warnings, *exceptions.slips(selector))
    terminal.talk(look.text(f"warning: {warning}") for warning in warnings)


@excepts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@store_option
@looks
def import_(file: Path, store_folder: Path | None) -> None:
    """Propose what Prowler's YAML mute list mutes; nothing is muted before it has an owner, an approver and an end.

    What cannot be said as a selector, or names a check that none of ours answers to, is left out and listed with the
    reason: the command then ends with 1.
    """
    from stormproof.app import clock
    from stormproof.app.mutelist import import_mutelist
    from stormproof.report.text.mutelist import import_lines, import_talk

    with open_store(store_folder) as store:
        found = import_mutelist(store, file, now=clock.now())
    terminal.write(import_lines(found, terminal.look()))
    terminal.talk(import_talk(found))
    if found.left:
        raise SystemExit(1)
