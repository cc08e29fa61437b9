"""Errors say what happened, to what, and the next command; never a traceback."""

from __future__ import annotations

import pytest

from stormproof.cli.errors import reported
from stormproof.errors import StormproofError


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        (["skan"], "stormproof has no command 'skan'; did you mean scan", "stormproof scan --help"),
        (
            ["findings", "lst"],
            "stormproof findings has no command 'lst'; did you mean list?",
            "stormproof findings list --help",
        ),
        (
            ["scan", "--regoin", "x"],
            "there is no option --regoin; did you mean --region?",
            "stormproof scan --help",
        ),
        (
            ["findings", "list", "--severity", "HGIH"],
            "'HGIH' is none of CRITICAL, HIGH",
            "stormproof findings list --help",
        ),
        (["schema", "scn"], "no document is called 'scn'", "stormproof schema scan"),
        (["checks", "show", "s3_bucket_versionin"], "s3_bucket_versioning", "stormproof checks list"),
        (["demo", "--profile", "audit"], "the demo reads no credentials", "stormproof scan --profile NAME"),
        (["explain", "f-zzzzzz"], "zzzzzz", None),
        (["explain", "nothing_like_it"], "nothing_like_it", "stormproof checks list"),
        (
            ["except", "add", "--owner", "a", "--reason", "b", "--expires", "2027-01-01"],
            "name one finding, or a selector",
            None,
        ),
        (
            ["except", "approve", "e-nope", "--by", "x"],
            "no exception is called 'e-nope'",
            "stormproof except list",
        ),
        (["snapshots", "delete", "latest"], "nobody is there to say yes", "--yes"),
        (["snapshots", "show", "1999-01-01"], "1999-01-01", "stormproof snapshots list"),
        (["findings", "list", "--check", "no_such_check"], "no_such_check", "stormproof checks list"),
        (["checks", "show", "s3_bucket_no_public_read"], "is not built yet", "stormproof checks list --all"),
        (
            ["except", "add", "--owner", "a", "--reason", "b", "--expires", "tomorrow"],
            "'tomorrow' is no day such as 2027-03-01",
            "stormproof except add --help",
        ),
        (["except", "preview", ""], "a field was expected", "stormproof except preview --help"),
        (["coverage", "--require", "most"], "'most' is not a number", "stormproof coverage --help"),
        (["scan", "--workers", "many"], "'many' is not a whole number", "stormproof scan --help"),
        (
            ["scan", "--region", "eu-west-1,us-east-1"],
            "not a region: 'eu-west-1,us-east-1'",
            "--region eu-west-1",
        ),
        (["scan", "--out", "no/such/folder.json"], "there is no folder no/such", "mkdir -p no/such"),
        (["scan", "--html", "no/such/folder.html"], "there is no folder no/such", "mkdir -p no/such"),
    ],
)
def test_an_error_names_the_thing_and_the_next_command(say, folder, words, says, hint):
    takes_no_store = (
        words[0] in ("skan", "schema", "checks", "demo") or words[1:] == ["lst"] or "--regoin" in words
    )
    said = say(*words, *(() if takes_no_store else ("--store", folder)))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")
    assert says in said.err
    assert "  next: " in said.err
    assert (hint or "") in said.err
    assert "Traceback" not in said.err


def test_an_empty_place_says_what_to_run(say, tmp_path):
    said = say("findings", "list", "--store", tmp_path / "none")
    assert said.code == 2
    assert "next: stormproof" in said.err


def test_a_fault_of_ours_shows_no_traceback_and_claims_nothing(capsys):
    assert reported(KeyError("x"), debug=False) == 2
    err = capsys.readouterr().err
    assert "a fault of ours (KeyError)" in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback_too(capsys):
    assert reported(StormproofError("broken", hint="try that"), debug=True) == 2
    err = capsys.readouterr().err
    assert "StormproofError" in err
    assert err.endswith("error: broken\n  next: try that\n")


def test_an_error_that_quotes_a_hostile_name_cannot_steer_the_terminal(capsys):
    reported(StormproofError("no snapshot \x1b[2Jx\u202e"), debug=False)
    assert capsys.readouterr().err.startswith("error: no snapshot \\x1b[2Jx\\u202e")


def test_an_interruption_is_no_error_of_anybody(capsys):
    assert reported(KeyboardInterrupt(), debug=False) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_missing_extra_is_one_line_that_names_it(capsys):
    from stormproof.errors import MissingExtraError

    assert reported(MissingExtraError("demo"), debug=False) == 2
    assert (
        capsys.readouterr().err
        == "error: this needs the extra 'demo'\n  next: pip install 'stormproof[demo]'\n"
    )
