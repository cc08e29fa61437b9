"""The commands that fill a folder for `import`: a POSIX shell script for people who may not run us in the account.

Every request goes to the AWS CLI as `--cli-input-json`, so that rows alone say what is asked, and stands beside its
answer in the file, so that an answer about one thing is never taken for another's.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from botocore import xform_name

from stormproof.collect.call import Call, Place
from stormproof.collect.hooks import PREPARED, SENT_TO
from stormproof.collect.models import models
from stormproof.collect.plan import is_global, is_root
from stormproof.collect.rows import REGIONS
from stormproof.collect.templates import BATCH, COMPARISON, PLACE, names_in

CLI_NAMES: Mapping[str, str] = {"s3": "s3api", "config": "configservice", "codedeploy": "deploy"}
"""The AWS CLI's names of services where they are not botocore's."""

DEEPEST = 6
INDENT = "  "
LAST = ".last"
STEP = "[]"
PLACES = ("account", "region", "partition")

HEAD = r"""#!/bin/sh
# Saves what Stormproof reads of one account, as files for `stormproof import DIR`. Every command only reads.
# Usage: sh save.sh [DIR]    REGIONS="eu-west-1 us-east-1" sh save.sh DIR    asks in these regions alone.
set -eu
umask 077
export AWS_PAGER=
out=${1:-stormproof-answers}
account=$(aws sts get-caller-identity --query Account --output text)
partition=$(aws sts get-caller-identity --query Arn --output text | cut -d: -f2)
if [ -e "$out/$account" ]; then
  printf '%s\n' "$out/$account is there already: another folder, so that old answers do not mix with new ones" >&2
  exit 2
fi
case $partition in
  aws-cn) home=cn-north-1 ;;
  aws-us-gov) home=us-gov-west-1 ;;
  *) home=us-east-1 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
tab=$(printf '\t')

# A text inside a JSON string; the last part of an ARN; the part before it; without capitals.
json() { printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g'; }
last() { printf '%s' "${1##*[/:]}"; }
above() { printf '%s' "$1" | cut -d/ -f2; }
lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

# save PLACE NAME SERVICE COMMAND REQUEST: one answer, or what AWS said instead, beside its question.
save() {
  n=$((n + 1))
  mkdir -p "$out/$account/$1"
  file=$out/$account/$1/$2.$n.json
  if aws "$3" "$4" --region "$region" --output json --cli-input-json "$5" >"$work/answer" 2>"$work/error" </dev/null; then
    [ -s "$work/answer" ] || printf '{}' >"$work/answer"
    { printf '{"Request": %s, "Answer": ' "$5"; cat "$work/answer"; printf '}\n'; } >"$file"
  else
    code=$(sed -n 's/.*An error occurred (\([A-Za-z0-9._-]*\)).*/\1/p' "$work/error" | head -n 1)
    printf '{"Request": %s, "Error": {"Code": "%s"}}\n' "$5" "${code:-Failed}" >"$file"
    printf '%s: %s\n' "$2" "${code:-Failed}" >&2
  fi
}

# list FILE SERVICE COMMAND REQUEST QUERY: the things that a listing names, a line each; none where it was refused.
list() {
  aws "$2" "$3" --region "$region" --output text --cli-input-json "$4" --query "$5" >"$work/$1" 2>/dev/null </dev/null ||
    : >"$work/$1"
}

"""

REGIONAL = """regions=${REGIONS:-$(aws ec2 describe-regions --region "$home" --query 'Regions[].RegionName' --output text)}
for asked in $regions; do
"""
TAIL = """done
printf '%s\\n' "Next: stormproof import $out" >&2
"""


def script(rows: Iterable[Call]) -> str:
    """The whole script, for these rows."""
    chosen = tuple(row for row in rows if not row.covered_by)
    once = [row for row in (REGIONS, *chosen) if is_root(row) and is_global(row)]
    regional = [row for row in chosen if is_root(row) and not is_global(row)]
    writer = _Writer(chosen)
    in_each = (INDENT + line for line in (*writer.answers(regional, _Thing()), ":"))
    lines = [*writer.answers(once, _Thing()), "", *REGIONAL.splitlines(), *in_each]
    return HEAD + "\n".join(lines) + "\n" + TAIL


@dataclass(frozen=True, slots=True)
class _Thing:
    """The thing in whose loop we are; without a depth none. `words` are shell words for what templates name of it."""

    depth: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    lives: bool = False


class _Writer:
    """Writes commands; what is asked of each thing stands in the loop over the things of its listing."""

    def __init__(self, rows: tuple[Call, ...]) -> None:
        self._children: dict[str, list[Call]] = {}
        for row in rows:
            if row.of and not is_root(row):
                self._children.setdefault(row.of.kind, []).append(row)

    def answers(self, rows: Iterable[Call], thing: _Thing) -> Iterator[str]:
        """The commands of rows, each question once."""
        seen = set()
        for row in rows:
            for each in row.each or ("",):
                asked = (row.name, json.dumps(row.send, sort_keys=True), each)
                body = [*_region(row, thing), *self._answer(row, each, thing, is_new=asked not in seen)]
                seen.add(asked)
                yield from _guarded(row, thing, body)

    def _answer(self, row: Call, each: str, thing: _Thing, *, is_new: bool) -> Iterator[str]:
        operation = xform_name(row.operation, "-")
        command = f"{CLI_NAMES.get(row.service, row.service)} {operation}"
        request = _request(row, each, thing)
        if way := PREPARED.get(row.name):
            ordered = xform_name(way.operation.partition(":")[2], "-")
            state = f"aws {row.service} {ordered} --query State --output text 2>/dev/null || echo COMPLETE"
            yield f'for _ in 1 2 3 4 5 6 7 8 9; do if [ "$({state})" = COMPLETE ]; then break; fi; sleep 2; done'
        if is_new:
            place = "global" if is_global(row) or row.place is Place.HOME else '"$region"'
            yield f"save {place} {row.service}.{operation} {command} {request}"
        children = self._children.get(row.gives.kind, []) if row.gives else []
        if children and thing.depth < DEEPEST:
            yield from self._loop(row, children, f"{command} {request}", thing)

    def _loop(self, row: Call, children: list[Call], asked: str, above: _Thing) -> Iterator[str]:
        depth = above.depth + 1
        fields = _fields(row, children)
        words = {name: f'"$f{depth}_{n}"' for n, name in enumerate(fields)}
        columns = ", ".join(_column(name) for name in fields)
        arn = _filled(row.arn, {**words, "parent": above.words.get("name", "")})
        named = {
            "arn": f'"$arn{depth}"',
            "name": f'"$(last "$arn{depth}")"',
            "parent": f'"$(above "$arn{depth}")"',
        }
        inside = _Thing(depth, {**words, **named}, bool(row.region))
        yield f"list things{depth} {asked} {shlex.quote(f'{row.at.removesuffix(STEP)}{STEP}.[{columns}]')}"
        yield f'while IFS="$tab" read -r {" ".join(word.strip(chr(34))[1:] for word in words.values())}; do'
        yield f"{INDENT}here{depth}=$region"
        if row.region:
            yield f"{INDENT}lives{depth}={_filled(row.region, words)}"
        yield f"{INDENT}arn{depth}={arn}"
        yield from (INDENT + line for line in self.answers(children, inside))
        yield f"{INDENT}region=$here{depth}"
        yield f'done <"$work/things{depth}"'


def _region(row: Call, thing: _Thing) -> Iterator[str]:
    """Where the question is sent: once an account, where the thing lives, or where its listing was."""
    depth = thing.depth
    if row.hook in SENT_TO:
        yield f"region={SENT_TO[row.hook]}"
    elif is_global(row):
        yield "region=$home"
    elif not depth:
        yield "region=$asked"
    elif row.place is Place.HOME and thing.lives:
        yield f'case $lives{depth} in None|"") region=$here{depth} ;; *) region=$lives{depth} ;; esac'
    else:
        yield f"region=$here{depth}"


def _guarded(row: Call, thing: _Thing, body: list[str]) -> Iterator[str]:
    found = COMPARISON.fullmatch(row.only_if) if row.only_if else None
    word = thing.words.get(found[1]) if found else None
    if found is None or word is None:
        yield from body
        return
    sign = "=" if found[2] == "==" else "!="
    wanted = shlex.quote(found[3].strip("'\"").lower())
    yield f'if [ "$(lower {word})" {sign} {wanted} ]; then'
    yield from (INDENT + line for line in body)
    yield "fi"


def _fields(row: Call, children: Iterable[Call]) -> list[str]:
    """The members of a listed thing that its own ARN, its region and the questions about it name."""
    own = (names_in(row.arn) | names_in(row.region)) - {*PLACES, "parent"}
    for child in children:
        found = COMPARISON.fullmatch(child.only_if) if child.only_if else None
        asked = names_in(child.send) | ({found[1]} if found else set())
        own |= {name.removeprefix(BATCH) for name in asked} - {*PLACES, "arn", "name", "parent", "each"}
    return sorted({name.removesuffix(LAST) for name in own}) or ["item"]


def _column(name: str) -> str:
    """A member as JMESPath writes it; `item` is the thing itself where a listing gives names alone."""
    if name == "item":
        return "@"
    return ".".join(
        part if part.replace("_", "a").isalnum() else json.dumps(part) for part in name.split(".")
    )


def _request(row: Call, each: str, thing: _Thing) -> str:
    """The request as one shell word: JSON whose places are filled, and escaped, when the script runs.

    A page size would stop the AWS CLI from reading all pages.
    """
    size = (models().paginator(row.name) or {}).get("limit_key")
    send = {name: value for name, value in row.send.items() if name != size}
    words = {name: f'"$(json {word})"' for name, word in thing.words.items()}
    return _filled(json.dumps(send), {**words, "each": shlex.quote(each)})


def _filled(template: str, words: Mapping[str, str]) -> str:
    """A template as one shell word: the text quoted, places as the words given."""
    known = {**{name: f'"${name}"' for name in PLACES}, **words}
    parts, at = [], 0
    for found in PLACE.finditer(template):
        name = found[1].removeprefix(BATCH)
        word = known.get(name) or (
            f'"$(last {known[base]})"' if (base := name.removesuffix(LAST)) in known else ""
        )
        parts += [_quoted(template[at : found.start()]), word]
        at = found.end()
    return "".join([*parts, _quoted(template[at:])]) or "''"


def _quoted(text: str) -> str:
    return shlex.quote(text) if text else ""
