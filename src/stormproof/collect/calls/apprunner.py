"""Rows of App Runner: services, their roles and whether the Internet reaches them."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.apprunner import Service

CALLS = (
    Call("apprunner:ListServices", gives=Service, at="ServiceSummaryList", arn="{ServiceArn}"),
    Call("apprunner:DescribeService", of=Service, send={"ServiceArn": "{arn}"}, at="Service"),
)
