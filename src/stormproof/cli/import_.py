"""`import`."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path

import click

from stormproof.cli import terminal
from stormproof.cli.options import format_option, looks, open_store, store_option
from stormproof.cli.root import Command
from stormproof.errors import UsageError


class Moment(click.ParamType[dt.datetime]):
    """`2026-11-24` or `2026-11-24T13:50:18Z`; without a zone it is UTC."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """ISO-8601."""
        try:
            found = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
            return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            self.fail(f"{str(value)[:40]!r} is no time such as 2026-11-24T13:50:18Z", param, ctx)


@click.command("import", cls=Command)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--account", metavar="ID", help="The account of files whose folder does not name one.")
@click.option("--region", metavar="R", help="The region of files whose folder does not name one.")
@click.option(
    "--taken-at",
    type=Moment(),
    metavar="TIME",
    help="When AWS was asked.  [default: when the newest file was written]",
)
@click.option(
    "--print-script", "wants_script", is_flag=True, help="Print the commands that fill such a folder."
)
@click.option(
    "--check", "checks", multiple=True, metavar="ID", help="With --print-script: only what this check needs."
)
@format_option("text", "json")
@store_option
@looks
def import_(
    folder: Path | None,
    account: str | None,
    region: str | None,
    taken_at: dt.datetime | None,
    wants_script: bool,  # noqa: FBT001  click's signature
    checks: tuple[str, ...],
    style: str,
    store_folder: Path | None,
) -> None:
    """Take in saved answers of the AWS CLI.

    They become a snapshot without access to the account. DIR holds files of JSON, DIR/ACCOUNT/REGION/NAME.json or flat;
    what they contain decides, not their names. What no file answers was not asked, and is never read as health. Leaves
    with 0 if there is a snapshot, 2 if nothing was recognised.
    """
    from stormproof.app.importing import import_folder, print_script

    if wants_script:
        if folder is not None:
            raise UsageError(
                "--print-script reads no folder", hint="stormproof import --print-script > save.sh"
            )
        terminal.write_bytes([print_script(checks).encode()])
        return
    if folder is None or checks:
        raise UsageError(
            "import needs the folder to read" if folder is None else "--check belongs to --print-script",
            hint="stormproof import DIR",
        )
    from stormproof.app import clock
    from stormproof.collect.dump.importing import Options
    from stormproof.report.document import encode
    from stormproof.report.text.importing import import_lines

    with open_store(store_folder, create=True) as store:
        done = import_folder(store, folder, Options(account, region, taken_at))
    if style == "json":
        terminal.write_bytes([encode(done), b"\n"])
    else:
        terminal.write(import_lines(done, terminal.look()))
    if done.taken_at > clock.now():
        terminal.talk(
            [
                "warning: it was taken at a time that is still to come, and ages are judged as of then: --taken-at TIME"
            ]
        )
    store_too = f" --store {shlex.quote(str(store_folder))}" if store_folder else ""
    terminal.talk([f"Next: stormproof scan --snapshot s-{done.snapshot.rpartition('-')[2]}{store_too}"])
