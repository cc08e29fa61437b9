"""Writes docs/reference/ from the commands and the checks themselves; --check says what is out of date instead."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from stormproof.cli.main import cli
from stormproof.rules import registry
from stormproof.rules.check import Check

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
MADE = "<!-- Made by `make docs`; change the code instead. -->\n"
WIDTH = 100
SHOWN = 40


def commands(command: click.Command, parent: click.Context | None, name: str) -> Iterator[tuple[str, str]]:
    """Each command's full name and its help, depth first, in the order that help lists them."""
    context = click.Context(
        command, parent=parent, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            child = command.get_command(context, each)
            if child and not child.hidden:
                yield from commands(child, context, each)


def commands_page() -> str:
    parts = [
        f"## {name}\n\n```text\n{text.rstrip()}\n```\n" for name, text in commands(cli, None, "stormproof")
    ]
    return "\n".join(["# Commands\n", MADE, *parts])


def checks_page() -> str:
    rows = [
        f"| [{check.id}](checks/{check.service}.md#{check.id}) | {check.severity} | {check.title} |"
        for check in registry.checks()
    ]
    head = f"{len(rows)} checks. Other tools' ids work wherever a check is named.\n"
    return "\n".join(
        ["# Checks\n", MADE, head, "| check | severity | in a healthy account |", "|---|---|---|", *rows, ""]
    )


def service_page(service: str) -> str:
    return "\n".join([f"# Checks of {service}\n", MADE, *map(check_part, registry.checks_of(service))])


def check_part(check: Check) -> str:
    facts = {
        "Severity": check.severity,
        "About": f"`{check.kind.kind}`",
        "Objectives": ", ".join(check.objectives),
        "Also known as": ", ".join(f"`{alias}`" for alias in (*check.was, *check.aliases)),
    }
    lines = "\n".join(f"- {name}: {value}" for name, value in facts.items() if value)
    return f"## {check.id}\n\n**{check.title}**\n\n{check.why}\n\n**Fix:** {check.fix}\n\n{lines}\n"


def pages() -> dict[Path, str]:
    """Every generated page."""
    return {
        REFERENCE / "commands.md": commands_page(),
        REFERENCE / "checks.md": checks_page(),
        **{
            REFERENCE / "checks" / f"{name}.md": service_page(name)
            for name in registry.services()
            if registry.checks_of(name)
        },
    }


def differences(made: dict[Path, str]) -> Iterator[str]:
    """What `make docs` would change, as a patch."""
    for path in sorted({*made, *REFERENCE.rglob("*.md")}):
        name = str(path.relative_to(REFERENCE.parent.parent))
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        lines = old.splitlines(keepends=True), made.get(path, "").splitlines(keepends=True)
        yield from unified_diff(*lines, name, name if path in made else "no longer made", n=0)


def write(made: dict[Path, str]) -> None:
    for stale in {*REFERENCE.rglob("*.md")} - made.keys():
        stale.unlink()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main() -> int:
    if "--check" not in sys.argv:
        write(pages())
        return 0
    found = list(differences(pages()))
    if found:
        print("".join(found[:SHOWN]), file=sys.stderr)
        print("docs/reference is out of date; the next command is: make docs", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
