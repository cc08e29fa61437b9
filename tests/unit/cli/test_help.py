"""Help: every command says what it does and shows one example, and every example runs."""

from __future__ import annotations

import shlex

import click
import pytest

from stormproof.cli.commands import COMMANDS, EXAMPLES, UNBUILT
from stormproof.cli.root import cli
from stormproof.model.finding import State


def paths(group=cli, start=()):
    """Every command by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*start, name)
        if isinstance(command, click.Group):
            yield from paths(command, (*start, name))


EVERY = sorted(" ".join(path) for path in paths())


def test_the_table_of_examples_names_every_command_and_nothing_else():
    assert sorted(EXAMPLES) == ["", *EVERY]


@pytest.mark.parametrize("path", ["", *EVERY])
def test_the_help_of_each_command_ends_with_its_example(say, path):
    said = say(*path.split(), "--help")
    assert said.code == 0
    assert said.out.rstrip().endswith(EXAMPLES[path])


@pytest.mark.parametrize("path", EVERY)
def test_each_help_says_in_one_sentence_what_the_command_does(path):
    command = cli
    for name in path.split():
        command = command.get_command(click.Context(command), name)
    first = (command.help or "").strip().split("\n\n")[0]
    assert first.endswith(".")


def test_the_list_of_commands_says_what_their_own_help_says():
    context = click.Context(cli)
    own = {name: (cli.get_command(context, name).help or "").strip().split("\n\n")[0] for name in COMMANDS}
    assert own == {name: line for name, (_, _, line) in COMMANDS.items()}


def test_rooms_that_are_not_built_answer_so_and_are_not_advertised(say):
    advertised = say("--help").out
    for name in UNBUILT:
        said = say(name, "--anything", "else")
        assert (said.code, said.out) == (2, "")
        assert f"stormproof {name} is not built yet" in said.err
        assert f"\n  {name} " not in advertised


# What an example would do beyond this machine, or for half a minute, is tested where it belongs.
ELSEWHERE = {"stormproof demo --once", "stormproof demo --once --html report.html"}


MUTES = """{"Mutelist": {"Accounts": {"111122223333": {"Checks": {
    "s3_bucket_object_versioning": {"Regions": ["*"], "Resources": ["tmp-*"]}}}}}}"""


@pytest.mark.parametrize("example", sorted(set(EXAMPLES.values()) - ELSEWHERE))
def test_every_example_runs(say, folder, failing, tmp_path, example):
    proposed = say(
        "except",
        "add",
        failing.short_key,
        "--owner",
        "dana",
        "--reason",
        "r",
        "--expires",
        "2027-03-01",
        "--store",
        folder,
    )
    name = proposed.out.strip()
    file = tmp_path / "facts.zst"
    if "import" in example or "previous" in example:
        assert say("snapshots", "export", "latest", file, "--store", folder).code == 0
    mutes = tmp_path / "mutelist.yaml"
    mutes.write_text(MUTES)
    known = {
        "mutelist.yaml": str(mutes),
        "f-4kq7ta": failing.short_key,
        "e-7hq2mc": name,
        "facts.zst": str(file),
        "scan.json": str(tmp_path / "s.json"),
    }
    words = [known.get(word, word) for word in shlex.split(example)[1:]]
    said = say(
        *words,
        *(() if words[0] in ("checks", "schema") or words[:2] == ["explain", "x"] else ("--store", folder)),
    )
    match words[0]:
        case "scan":
            assert (said.code, said.err.splitlines()[0]) == (2, "error: there is no profile 'audit'")
        case "snapshots" if "previous" in words:
            assert (said.code, "no snapshot" in said.err) == (2, True)
        case "diff":  # with two snapshots: test_diff.py
            assert (said.code, "no snapshot before the only one" in said.err) == (2, True)
        case "findings" if words[1] == "list":
            assert said.code == 1
        case _:
            assert said.code == 0, said.err


def test_every_state_and_verdict_can_be_asked_for(say, folder):
    for state in State:
        assert say("findings", "list", "--state", state.value, "--store", folder).code in (0, 1)
    assert say("findings", "list", "--status", "pass,Not-Applicable", "--store", folder).code == 0
