"""Rows of Transfer Family: file servers, never their users or files."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.transfer import Server

CALLS = (
    Call("transfer:ListServers", gives=Server, at="Servers", arn="{Arn}"),
    Call("transfer:DescribeServer", of=Server, send={"ServerId": "{ServerId}"}, at="Server"),
)
