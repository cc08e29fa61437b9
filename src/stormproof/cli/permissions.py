"""`permissions`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stormproof.cli import terminal
from stormproof.cli.options import (
    config_option,
    format_option,
    load_config,
    looks,
    open_store,
    out_option,
    store_option,
)
from stormproof.cli.root import Command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@click.command(cls=Command)
@click.option(
    "--check", "checks", multiple=True, metavar="ID", help="Only what these checks need, by any tool's id."
)
@click.option("--missing", is_flag=True, help="Only what the newest snapshot was refused.")
@click.option(
    "--snapshot",
    default="latest",
    show_default=True,
    metavar="S",
    help="The snapshot that --missing looks at.",
)
@format_option("text", "json", "terraform", "cloudformation")
@out_option
@config_option
@store_option
@looks
def permissions(
    checks: tuple[str, ...],
    missing: bool,  # noqa: FBT001  click's signature
    snapshot: str,
    style: str,
    out: Path | None,
    config_file: Path | None,
    store_folder: Path | None,
) -> None:
    """Print the read-only policy that a scan needs.

    No more than it needs, or than the checks named need. A policy has at most 6,144 characters, so there may be
    several; reading data is denied in them outright.
    """
    from stormproof.app.permissions import named
    from stormproof.app.permissions import permissions as needed

    documents = _missing(snapshot, config_file, store_folder) if missing else needed(checks)
    policies = named(documents)
    if not policies:
        terminal.talk(["Nothing was refused for want of a permission."])
        return
    if style == "json":
        from stormproof.report.document import encode
        from stormproof.report.documents import PermissionsDocument, PolicyDocument

        rows = tuple(PolicyDocument(name=name, document=document) for name, document in policies)
        terminal.write_bytes(
            [encode(PermissionsDocument(schema="stormproof/permissions/1", policies=rows)), b"\n"], out
        )
        return
    terminal.write(_RENDER[style](policies), out)
    if len(policies) > 1 and style == "text":
        terminal.talk(
            [f"{len(policies)} policies: {', '.join(name for name, _ in policies)}; attach all of them."]
        )


def _missing(name: str, config_file: Path | None, folder: Path | None) -> tuple[dict[str, Any], ...]:
    from stormproof.app.coverage import coverage, missing_permissions
    from stormproof.app.permissions import statement

    with open_store(folder) as store:
        actions = missing_permissions(coverage(store, name, load_config(config_file)))
    if "sts:AssumeRole" in actions:
        terminal.talk(
            ["An account's role could not be assumed:", "the trust of the role says who may, not a policy."]
        )
    made = statement(actions)
    return (made,) if made["Statement"][0]["Action"] else ()


def _text(policies: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """The policies as AWS takes them."""
    for _, document in policies:
        yield json.dumps(document, indent=2)


def _terraform(policies: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """A resource for each policy; `${` in it would be Terraform's own syntax."""
    for name, document in policies:
        body = json.dumps(document, indent=2).replace("${", "$${")
        yield f'resource "aws_iam_policy" "{name.lower()}" {{\n  name   = "{name}"\n  policy = <<-JSON\n{body}\n  JSON\n}}'


def _cloudformation(policies: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """One template."""
    resources = {
        name: {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"ManagedPolicyName": name, "PolicyDocument": document},
        }
        for name, document in policies
    }
    yield json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, indent=2)


_RENDER = {"text": _text, "terraform": _terraform, "cloudformation": _cloudformation}
