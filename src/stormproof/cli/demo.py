"""`demo`."""

from __future__ import annotations

import shlex
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stormproof.cli import terminal
from stormproof.cli.interrupt import leaving
from stormproof.cli.options import looks
from stormproof.cli.output import write_results
from stormproof.cli.progress import Live
from stormproof.cli.root import Command
from stormproof.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stormproof.app.demo import Demo, Logs, Stage
    from stormproof.report.look import Look

SHOWN = 8
KEPT = "stormproof-demo"
LABEL = 13
BLOCK = 512


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Print and leave; exit code 0, since findings are the point.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    is_flag=False,
    flag_value=KEPT,
    metavar="[DIR]",
    help=f"Keep the store and the logs in this folder ({KEPT} if none is named).",
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the HTML report to this file.",
)
@click.option("--profile", hidden=True)
@looks
def demo(once: bool, keep: Path | None, html: Path | None, profile: str | None) -> None:  # noqa: FBT001  click's signature
    """Look at an invented company: seed it, scan it, report.

    Marram Pay lives in this process, on a made-up AWS endpoint; nothing leaves this machine and no credentials are
    read. It answers until Ctrl-C, so that other commands can be tried on it. Without the extra `demo` there is no
    endpoint: what ships with the package is opened instead.
    """
    if profile is not None:
        raise UsageError(
            "the demo reads no credentials, so it takes no --profile", hint="stormproof scan --profile NAME"
        )
    if html:
        terminal.expect_to_write(html)
    from stormproof.app.config import Config
    from stormproof.app.demo import demo as shown
    from stormproof.report.look import size

    look = replace(terminal.look(), piped=False)  # a story, for people, wherever it goes
    terminal.write(["Marram Pay: a made-up payment company in 6 AWS accounts, on this machine only."])

    live = Live(terminal.look(sys.stderr)) if sys.stderr.isatty() else None

    def tell(stage: Stage) -> None:
        if live:
            live.clear()
        terminal.write([stage_line(stage, look)])
        sys.stdout.flush()

    with (
        leaving(),
        shown(
            keep=keep,
            config=Config(),
            command=("stormproof", *sys.argv[1:]),
            on_stage=tell,
            on_progress=live.draw if live else None,
            logs=_logs(once, keep),
        ) as running,
    ):
        terminal.write(found_lines(running, look))
        if html:
            write_results(running.results, "html", html, 0, None)
            terminal.write([f"Report    {html}"])
        terminal.write(after_lines(running, look))
        if keep:
            terminal.write(
                [
                    f"Kept      {keep} ({size(_bytes(keep))})",
                    f"          stormproof findings list --store {shlex.quote(str(keep))}",
                ]
            )
        elif running.organisation is None:
            terminal.write(["stormproof demo --keep DIR leaves the store for other commands."])
        if once or running.organisation is None:
            return
        terminal.write(invitation(running, keep))
        sys.stdout.flush()
        _until_interrupted()


def stage_line(stage: Stage, look: Look) -> str:
    """`  seeded         412 resources, 5 accounts      4.1 s`."""
    from stormproof.report.look import duration

    left = f"  {stage.label:<{LABEL}}  {look.text(stage.says)}"
    return left if stage.seconds is None else look.sides(left, duration(stage.seconds))


def found_lines(running: Demo, look: Look) -> Iterator[str]:
    """The most urgent causes and what was not seen."""
    from stormproof.report.look import number, plural
    from stormproof.report.text.scan import scan_lines, unseen_accounts

    yield from scan_lines(replace(running.results, demo=False), look, SHOWN)
    answers = running.results.coverage.answers
    unseen = plural(len(unseen_accounts(running.results)), "account")
    yield look.sides(f"Not seen: {unseen}, {number(answers.refused)} answers", "stormproof coverage")


def after_lines(running: Demo, look: Look) -> Iterator[str]:
    """What a kept store learnt, where the logs are, and what this version does not do with them yet."""
    if running.before:
        yield from look.lines(_learnt(running, look.time(running.before.taken_at)), 0)
    if running.trail.folder:
        yield f"Logs      {running.trail.folder}   CloudTrail files and signed digests"
    yield "Not built yet: ways in, detection over the logs, and the console."


def _learnt(running: Demo, before: str) -> str:
    from stormproof.app.demo import Learnt

    changes = running.results.changes
    findings = f"{len(changes.new)} findings opened and {len(changes.closed)} closed"
    compare = "compare: stormproof diff previous latest"
    match running.learnt:
        case Learnt.FIRST:
            return "Nothing to compare with"
        case Learnt.NOTHING:
            return f"No change since {before}"
        case Learnt.VERDICTS:
            return f"The facts are those of {before}; {findings} by the day alone"
        case Learnt.FACTS:
            return f"The embedded account started anew: other facts than at {before}, the same findings; {compare}"
        case Learnt.BOTH:
            return f"The embedded account started anew: {findings} since {before}; {compare}"


def invitation(running: Demo, keep: Path | None) -> Iterator[str]:
    """What to try while it answers."""
    o = running.organisation
    if o is None:
        return
    yield "In another shell:"
    yield f"  export STORMPROOF_STORE={running.folder}"
    yield f"  export AWS_ACCESS_KEY_ID={o.access_key} AWS_SECRET_ACCESS_KEY={o.secret_key}"
    yield f"  stormproof scan --org --endpoint-url {o.url}"
    if keep:
        yield "Ctrl-C stops it; the store stays."
    else:
        yield "Ctrl-C stops and removes all of it; stormproof demo --keep DIR leaves the store."


def _until_interrupted() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        terminal.talk(["", "Stopped."])


def _logs(once: bool, keep: Path | None) -> Logs:  # noqa: FBT001  click's flag
    """What goes away at once is only counted; the organisation's own bucket matters only to those who can ask it."""
    from stormproof.app.demo import Logs

    if not once:
        return Logs.DELIVERED
    return Logs.COUNTED if keep is None else Logs.WRITTEN


def _bytes(folder: Path) -> int:
    """What it takes on the disk: 18,000 small files take far more than they are long."""
    return sum(file.stat().st_blocks for file in folder.rglob("*")) * BLOCK
