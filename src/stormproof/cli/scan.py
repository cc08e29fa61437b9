"""`scan`."""

from __future__ import annotations

import shlex
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from stormproof.cli import terminal
from stormproof.cli.options import (
    config_option,
    load_config,
    looks,
    open_store,
    out_option,
    status_option,
    store_option,
)
from stormproof.cli.output import FORMATS, write_results
from stormproof.cli.root import Command
from stormproof.errors import StormproofError, UsageError
from stormproof.model.finding import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stormproof.app.config import Config
    from stormproof.app.scan import Request
    from stormproof.cli.progress import Live
    from stormproof.collect import Collection
    from stormproof.report.look import Look
    from stormproof.report.results import Results
    from stormproof.store import Store

INTERRUPTED = 130
ASKS = (
    "profile",
    "role",
    "external_id",
    "mfa_serial",
    "org",
    "org_role",
    "accounts",
    "regions",
    "thorough",
    "gentle",
    "max_rate",
    "deadline",
    "workers",
    "endpoint_url",
    "insecure_endpoint",
)
SINGULAR = {"accounts": "account", "regions": "region"}
FIRST = 3


@click.command(cls=Command)
@click.option("--profile", metavar="P", help="Profile of the AWS configuration.")
@click.option("--role", metavar="ARN", help="A role to assume first.")
@click.option("--external-id", metavar="ID", help="The external id that the roles ask for.")
@click.option("--mfa-serial", metavar="ARN", help="The MFA device; its code is asked on the terminal.")
@click.option("--org", is_flag=True, default=None, help="Every account of the organisation.")
@click.option(
    "--org-role", metavar="NAME", help="The role to assume in each account.  [default: StormproofReadOnly]"
)
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="A",
    help="Only this account: number, name or OU; repeatable.",
)
@click.option("--region", "regions", multiple=True, metavar="R", help="Only this region; repeatable.")
@click.option("--service", "services", multiple=True, metavar="S", help="Only this service; repeatable.")
@click.option(
    "--check", "checks", multiple=True, metavar="ID", help="Only this check, by any tool's id; repeatable."
)
@click.option(
    "--new",
    "only_new",
    is_flag=True,
    help="List, and leave with 1 for, only what this run opened or reopened.",
)
@status_option(None, "Rows of machine formats, commas between; by default all but NOT_APPLICABLE.")
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print it.",
)
@out_option
@click.option(
    "--html",
    "report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write the HTML report as well.",
)
@click.option(
    "--snapshot",
    "stored",
    metavar="S",
    help="Judge this snapshot of the store, and ask AWS nothing: id, start of it, latest, previous, or a date.",
)
@click.option(
    "--resume", is_flag=True, help="Go on with the newest scan that did not end, or with what AWS throttled."
)
@click.option(
    "--refresh",
    is_flag=True,
    help="Start from the newest snapshot of the same question, and ask again what is too old.",
)
@click.option("--thorough", is_flag=True, default=None, help="Ask everything in quiet regions too.")
@click.option("--gentle", is_flag=True, default=None, help="Start at a quarter of the usual rates.")
@click.option(
    "--max-rate",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    help="At most N calls a second and service.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="Stop asking after S seconds, and report.",
)
@click.option(
    "--workers", type=click.IntRange(1, 512), metavar="N", help="Requests in flight.  [default: 64]"
)
@click.option(
    "--require-coverage",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Leave with 2 if fewer are answered.",
)
@click.option("--strict", is_flag=True, help="Leave with 2 if a check itself failed.")
@click.option("--endpoint-url", metavar="URL", help="An AWS-compatible server instead of AWS.")
@click.option("--insecure-endpoint", is_flag=True, help="Allow plain http to another machine.")
@config_option
@store_option
@looks
def scan(
    style: str,
    out: Path | None,
    report: Path | None,
    statuses: tuple[Status, ...] | None,
    store_folder: Path | None,
    config_file: Path | None,
    **typed: Any,
) -> None:
    """Read accounts, judge what is there, report.

    Leaves with 0 if nothing fails, 1 if something does, 2 if nothing could be said. Gaps are listed, never passed.

    --refresh carries over answers that are young enough (lists, settings and policies an hour, the rest a day, and
    only where a thing's own description is unchanged); what was refused is asked again. Events of CloudTrail are not
    looked at yet, so a change may be seen that much later, and such a run is no evidence.

    --resume goes on with the newest scan that did not end. Where every scan has ended, it asks again what AWS
    throttled or the time was up for, and carries everything else.
    """
    if style == "html" and out is None and sys.stdout.isatty():
        raise UsageError(
            "an HTML report would fill the terminal", hint="stormproof scan --format html --out report.html"
        )
    config: Config = load_config(config_file)
    request = request_of(typed, config)
    _one_source(typed)
    terminal.expect_to_write(out, report)
    with open_store(store_folder, create=not typed["stored"]) as store:
        results = run(store, request, config, typed["stored"])
        code = exit_code(
            results, require=typed["require_coverage"], strict=typed["strict"], only_new=typed["only_new"]
        )
        write_results(replace(results, only_new=typed["only_new"]), style, out, code, statuses)
        if report is not None:
            write_results(results, "html", report, code, statuses)
        why = no_answer(results, require=typed["require_coverage"], strict=typed["strict"])
        _talk(results, config, style, (out, report), why)
    raise SystemExit(code)


def _one_source(typed: dict[str, Any]) -> None:
    """What chooses whom to ask has no meaning where nobody is asked."""
    asks = (*ASKS, *(name for name in ("resume", "refresh") if typed[name]))
    typed_too = [name for name in asks if typed[name] not in (None, False, ())]
    if typed["stored"] and typed_too:
        option = SINGULAR.get(typed_too[0], typed_too[0]).replace("_", "-")
        raise UsageError(
            f"--snapshot judges what is stored, and --{option} is about what to ask",
            hint=f"stormproof scan --snapshot {typed['stored']}",
        )


def request_of(typed: dict[str, Any], config: Config) -> Request:
    """What was typed over what the configuration says."""
    from stormproof.app.scan import Request
    from stormproof.collect import Collection

    said = config.scan
    names = (
        "profile",
        "role",
        "external_id",
        "mfa_serial",
        "org",
        "org_role",
        "accounts",
        "regions",
        "services",
        "thorough",
        "gentle",
        "workers",
        "max_rate",
        "deadline",
    )
    chosen = {name: typed[name] or getattr(said, name) for name in names}
    chosen |= {"endpoint_url": typed["endpoint_url"], "insecure_endpoint": typed["insecure_endpoint"]}
    given = {name: value for name, value in chosen.items() if value not in (None, False, ())}
    collection: Collection = replace(Collection(), **given)
    return Request(
        collection,
        typed["checks"],
        typed["resume"],
        typed["refresh"],
        command=("stormproof", *sys.argv[1:]),
    )


def run(store: Store, request: Request, config: Config, stored: str | None = None) -> Results:
    """The scan, with progress on a terminal, and a Ctrl-C that loses nothing; or the verdicts on a stored snapshot."""
    from stormproof.app.scan import Listener, judge_stored
    from stormproof.app.scan import scan as scanned
    from stormproof.cli.interrupt import stopping

    if stored:
        return judge_stored(store, stored, request, config)
    with ExitStack() as stack:
        stop = stack.enter_context(stopping())
        live = _live(stack)
        listener = Listener(on_progress=live.draw if live else None, on_collected=None, stop=stop)
        if live:
            listener = replace(listener, on_urgent=_first_findings(live))
        try:
            return scanned(store, request, config, listener)
        except StormproofError as error:
            if stop.is_set():
                _kept(store, live)
                raise SystemExit(INTERRUPTED) from error
            raise


def exit_code(results: Results, *, require: float | None, strict: bool, only_new: bool) -> Literal[0, 1, 2]:
    """0 clean, 1 found, 2 not answerable: no answer, no verdict, too few answers, or a failed check under --strict."""
    if no_answer(results, require=require, strict=strict):
        return 2
    failing = [f for f in results.findings if f.status == Status.FAIL]
    if only_new:
        failing = [f for f in failing if f.key in results.changes.new]
    return 1 if failing else 0


def no_answer(results: Results, *, require: float | None, strict: bool) -> str | None:
    """Why the question counts as not answered; None where it is."""
    answers = results.coverage.answers
    if require is not None and answers.share < require:
        return f"Fewer are answered than --require-coverage {require:g} asks"
    if not answers.answered:
        return "Nothing was answered"
    if strict and results.errors:
        return "A check itself failed, and --strict asks for none"
    statuses = {f.status for f in results.findings}
    return "Every verdict is UNKNOWN" if statuses and statuses <= {Status.UNKNOWN} else None


def _live(stack: ExitStack) -> Live | None:
    if not sys.stderr.isatty():
        return None
    from stormproof.cli.progress import Live

    live = Live(terminal.look(sys.stderr))
    stack.callback(live.clear)
    return live


def _first_findings(live: Live) -> Any:
    from stormproof.cli.progress import finding_line

    shown: list[str] = []

    def tell(finding: Any) -> None:
        if len(shown) < FIRST and finding.fix.group not in shown:
            shown.append(finding.fix.group)
            live.tell(
                finding_line(finding, f"{finding.resource.account}:{finding.resource.short}", live.look)
            )

    return tell


def _talk(
    results: Results,
    config: Config,
    style: str,
    files: tuple[Path | None, Path | None],
    unanswered: str | None,
) -> None:
    from stormproof.report.text.scan import gap_lines, next_line, summary

    look = terminal.look(sys.stderr)
    if style != "text" or files[0] is not None:
        terminal.talk(summary(results, look))
    terminal.talk(gap_lines(results, look))
    terminal.talk(notices(results, config, look))
    if unanswered:
        terminal.talk([f"{unanswered}: leaving with 2."])
    terminal.talk([f"Wrote {file}" for file in files if file is not None])
    terminal.talk([next_line(results, look)])


def notices(results: Results, config: Config, look: Look) -> Iterator[str]:
    """What was written down and has no effect, a line each: exceptions that ran out, sections that nothing reads yet."""
    from stormproof.report.text.scan import expired_lines

    yield from expired_lines(results, look)
    if results.why_whole:
        yield look.text(f"Everything was asked: {results.why_whole}.")
    if results.outdated:
        yield "A newer snapshot has seen these accounts: the history of findings is left as it is."
    for name in config.unused:
        yield look.text(f"{config.source}: the section [{name}] is not used yet")


def _kept(store: Store, live: Live | None) -> None:
    if live:
        live.clear()
    again = shlex.join(["stormproof", *(word for word in sys.argv[1:] if word != "--resume"), "--resume"])
    for row in store.unfinished()[:1]:
        terminal.talk([f"Stopped. {row.done:,} answers are kept, {row.left:,} are left. Next: {again}"])
