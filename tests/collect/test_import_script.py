"""The script that saves answers: run with an AWS CLI that is made up, its folder says what a collection says."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from botocore import xform_name

from collect.saved import ACCOUNT, Saving, hashes, imported, printed
from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.collect.dump.script import CLI_NAMES, script
from stormproof.collect.engine import collect
from stormproof.collect.memory import MemoryTransport
from stormproof.collect.rows import rows, rows_for
from stormproof.rules.needs import needs
from stormproof.rules.registry import choose
from stormproof.testing.recorder import MemoryRecorder
from stormproof.testing.rehearsal import denied, sample_aws

REGION = "us-east-1"
CHECKS = (
    "s3_bucket_versioning",
    "ec2_instance_imdsv2",
    "elbv2_http_redirects",
    "iam_user_console_mfa",
    "kms_key_rotation",
    "account_security_contact",
)
AWS = """#!{python} -IS
import json, re, sys
sys.path.insert(0, {jmespath!r})
import jmespath
service, command, *rest = sys.argv[1:]
options = dict(zip(rest[::2], rest[1::2]))
asked = json.loads(options.get("--cli-input-json", "{{}}"))
answers = json.load(open({answers!r}))
said = answers.get(json.dumps([service, command, asked], sort_keys=True))
if said is None or "Error" in said:
    code = (said or {{"Error": {{"Code": "AccessDenied"}}}})["Error"]["Code"]
    sys.exit("\\nAn error occurred (%s) when calling the X operation: no" % code)
if "--query" not in options:
    print(json.dumps(said, indent=4) if said else "", end="")
    sys.exit(0)
found = jmespath.search(options["--query"], said)
text = lambda one: "None" if one is None else str(one)
if isinstance(found, list):
    for row in found:
        print("\\t".join(map(text, row)) if isinstance(row, list) else text(row))
else:
    print(text(found))
"""


@pytest.fixture(scope="module")
def chosen():
    return rows_for(needs(choose(CHECKS)))


@pytest.fixture
def cli(tmp_path, chosen):
    """An AWS CLI that knows what a collection was told, and what the collection recorded."""
    recorder = MemoryRecorder()
    saving = Saving(MemoryTransport(sample_aws(), failing={"kms:ListKeys": denied}))
    what = Collection(access_key="made-up", secret_key="made-up", workers=2, needs=needs(choose(CHECKS)))
    collect(what, recorder, transport=saving, clock=InstantClock())
    answers = {}
    for one in saving.saved.values():
        service, _, operation = one.name.partition(":")
        command = xform_name(operation, "-")
        params = {k: v for k, v in one.params.items() if not k.startswith("Max")}
        answers[json.dumps([CLI_NAMES.get(service, service), command, params], sort_keys=True)] = printed(
            one.answer
        )
    answers[json.dumps(["sts", "get-caller-identity", {}])] = {
        "Account": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/x",
        "UserId": "x",
    }
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "answers.json").write_text(json.dumps(answers))
    import jmespath

    aws = folder / "aws"
    place = str(Path(jmespath.__file__).parent.parent)
    aws.write_text(AWS.format(python=sys.executable, jmespath=place, answers=str(folder / "answers.json")))
    aws.chmod(aws.stat().st_mode | stat.S_IXUSR)
    return folder, recorder


def test_what_the_script_saves_is_imported_as_it_is_collected(cli, chosen, tmp_path):
    folder, recorder = cli
    (tmp_path / "save.sh").write_text(script(chosen))
    environment = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "REGIONS": REGION,
        "TMPDIR": str(tmp_path),
    }
    out = tmp_path / "a folder"
    done = subprocess.run(
        ["sh", "save.sh", str(out)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, f"Next: stormproof import {out}")
    again = subprocess.run(
        ["sh", "save.sh", str(out)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    said, again = imported(out)
    assert said.problems == ()
    needless = {row.name for row in chosen if row.covered_by}
    wanted = {key: said for key, said in hashes(recorder).items() if key[1] not in needless}
    elsewhere = {key for key in wanted if ":us-west-2:" in key[0]}
    assert {key: said for key, said in wanted.items() if key not in elsewhere}.items() <= hashes(
        again
    ).items()
    ends = {task.operation: end for task, end in again.tasks.items()}
    assert ends["kms:ListKeys"].state == "refused"
    assert not list(tmp_path.glob("tmp*"))
    assert {f.stat().st_mode & 0o077 for f in out.rglob("*.json")} == {0}


def test_every_row_is_in_the_script_but_those_that_another_answer_makes_needless(tmp_path):
    whole = script(rows_for(None))
    (tmp_path / "s.sh").write_text(whole)
    assert subprocess.run(["sh", "-n", str(tmp_path / "s.sh")], check=False).returncode == 0
    named = {
        line.split()[2].replace(".", ":", 1).replace("-", "").lower()
        for line in whole.splitlines()
        if line.strip().startswith("save ")
    }
    wanted = {row.name.replace("-", "").lower() for row in rows() if not row.opt_in and not row.covered_by}
    assert wanted <= named


def test_a_name_with_quotes_stays_a_name(tmp_path):
    helpers = script(()).partition("# save PLACE")[0].partition("n=0")[2]
    name = """a"b\\c$(touch x)`touch y`'z"""
    said = subprocess.run(
        ["sh", "-c", f'{helpers}\nprintf "%s" "$(json "$1")"', "sh", name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(f'"{said.stdout}"') == name
    assert list(tmp_path.iterdir()) == []
