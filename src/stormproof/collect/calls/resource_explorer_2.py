"""Rows of Resource Explorer: its indexes; one region lists those of all."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.resource_explorer_2 import Index

CALLS = (
    Call("resource-explorer-2:ListIndexes", gives=Index, at="Indexes", arn="{Arn}", region="{Region}", place=GLOBAL),
)
