"""Rows of IAM Access Analyzer: the analyzers of each region, quiet ones too. Their findings are not read."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.accessanalyzer import Analyzer

CALLS = (
    Call("accessanalyzer:ListAnalyzers", gives=Analyzer, at="analyzers", arn="{arn}", settings=True),
)
