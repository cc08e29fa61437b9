"""Rows of Amplify. The list says all: roles, web ACL; variables and build scripts are hidden."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.amplify import App

CALLS = (Call("amplify:ListApps", gives=App, at="apps", arn="{appArn}"),)
CALLS = (
    Call("amplify:ListApps", gives=App, at="apps", arn="{appArn}"),
)
