"""What a page gives to copy is well formed: configuration, policies, templates, workflows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from stormproof.app import config
from stormproof.model.arn import Arn

FOLDERS = ("tutorial", "how-to", "explanation")
BLOCK = re.compile(r"(?:^    .*\n(?:\n(?=    ))*)+", re.MULTILINE)
TOML = re.compile(r"\[\[?\w+\]\]?\n")
YAML = re.compile(r"(?:name: \w+|AWSTemplateFormatVersion: .*)\n")


class Template(yaml.SafeLoader):
    """YAML with CloudFormation's own tags."""


Template.add_multi_constructor("!", lambda loader, suffix, node: {suffix: loader.construct_scalar(node)})


@pytest.fixture(scope="module")
def blocks():
    """Blocks of code of all pages, without their indent."""
    root = Path(__file__).parents[2] / "docs"
    return [
        re.sub(r"^ {4}", "", found[0], flags=re.MULTILINE)
        for folder in FOLDERS
        for page in sorted((root / folder).glob("*.md"))
        for found in BLOCK.finditer(page.read_text(encoding="utf-8"))
    ]


def test_configuration_is_read_without_a_complaint(blocks):
    texts = [text for text in blocks if TOML.match(text)]
    assert texts
    for text in texts:
        assert config.parse(text, Path("stormproof.toml")).unused == ()


def test_policies_are_json(blocks):
    texts = [text for text in blocks if text.startswith("{")]
    assert texts
    for text in texts:
        json.loads(text)


def test_templates_and_workflows_are_yaml(blocks):
    texts = [text.partition("\n\naws ")[0] for text in blocks if YAML.match(text)]
    template, workflow = (yaml.load(text, Template) for text in texts)
    assert template["Resources"]["Role"]["Properties"]["RoleName"] == "StormproofReadOnly"
    assert workflow["permissions"] == {"id-token": "write", "contents": "read"}


def test_the_role_of_the_template_has_as_many_policies_as_are_printed(blocks):
    from stormproof.app.permissions import named, permissions

    text = next(text for text in blocks if "ManagedPolicyArns" in text)
    attached = re.findall(r"policy/(StormproofReadOnly\d)", text)
    assert attached == [name for name, _ in named(permissions(()))]


def test_arns_are_arns(blocks):
    for text in blocks:
        for arn in re.findall(r"\barn:aws:[^\s\"',…}]+", text):
            Arn.parse(arn)
