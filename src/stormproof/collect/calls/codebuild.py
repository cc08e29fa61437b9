"""Rows of CodeBuild: projects in hundreds, and with which credentials a region reads sources. Values of variables are hidden."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.codebuild import BuildProject

CALLS = (
    Call("codebuild:ListProjects", gives=BuildProject, at="projects", arn="arn:{partition}:codebuild:{region}:{account}:project/{item}"),
    Call("codebuild:BatchGetProjects", of=BuildProject, send={"names": "{batch:name}"}, batch=100, at="projects", match="arn"),
    Call("codebuild:ListSourceCredentials", of=AccountRegion, at="sourceCredentialsInfos"),
)
