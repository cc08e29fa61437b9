"""Every command that a page shows is a command, with options and values that it takes."""

from __future__ import annotations

from itertools import pairwise

import click

from commands_of_pages import LEFT_OPEN, commands, mentions, words
from stormproof.cli.root import cli
from stormproof.collect.rows import rows
from stormproof.errors import StormproofError
from stormproof.rules.registry import find, services

FILES = (".yaml", ".zst", ".json", ".toml")
GENERATED = "reference"


def pages(root):
    """What people write for people; what is generated has tests of its own."""
    return [
        page
        for page in (*root.glob("*.md"), *root.glob("docs/**/*.md"))
        if GENERATED not in page.parts and "adr" not in page.parts
    ]


def understood(shown, folder):
    """None, or what the command line says against it."""
    for word in shown.words:
        if word.endswith(FILES) and "/" not in word:
            (folder / word).touch()
    context, command, left = click.Context(cli, info_name="stormproof"), cli, list(shown.words)
    try:
        while isinstance(command, click.Group) and left and not left[0].startswith("-"):
            _, command, left = command.resolve_command(context, left)
            context = click.Context(command, parent=context, info_name=command.name)
        if getattr(command, "hidden", False):
            return "not built yet"
        if LEFT_OPEN in shown.words:  # the reader fills in the rest: options are looked at, values are not
            known = {name for option in command.params for name in option.opts}
            strange = [word for word in left if word.startswith("-") and word not in known]
            return f"no option {strange[0]}" if strange else None
        command.make_context(command.name, left, parent=context.parent)
        for option, name in pairwise(left):
            if option == "--check":
                find(name)
            if option == "--service" and name not in {*services(), *(row.service for row in rows())}:
                return f"no service {name}"
    except click.exceptions.Exit:
        return None  # --help, --version
    except (click.ClickException, StormproofError) as error:
        return str(error) or type(error).__name__
    return None


def test_every_command_in_a_block_is_one_that_the_command_line_takes(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wrong = {
        str(shown): why
        for page in pages(root)
        for shown in commands(page)
        if (why := understood(shown, tmp_path))
    }
    assert wrong == {}


def test_every_command_in_a_sentence_is_one_too(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wrong = {
        str(shown): why
        for page in pages(root)
        for shown in mentions(page)
        if not (shown.words and shown.words[0].isupper()) and (why := understood(shown, tmp_path))
    }
    assert wrong == {}


def test_the_words_of_a_command_end_where_the_shell_takes_over():
    assert words("$ stormproof except preview 'name ~ \"tmp-*\"' > out.txt   # a comment") == (
        "except",
        "preview",
        'name ~ "tmp-*"',
    )
    assert words("    run: .venv/bin/stormproof scan --new || exit 1") == ("scan", "--new")
