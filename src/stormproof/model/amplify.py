"""Amplify: hosted web applications."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class WafConfiguration(Shape, rename="camel"):
    """The web ACL in front of an application."""

    web_acl_arn: str | None = None
    waf_status: str | None = None


class AppFacts(Shape, rename="camel"):
    """An application as it is listed; variables and build scripts are hidden before they are stored."""

    app_id: str
    name: str
    default_domain: str
    platform: str | None = None
    compute_role_arn: str | None = None
    iam_service_role_arn: str | None = None
    enable_basic_auth: bool = False
    waf_configuration: WafConfiguration | None = None


class App(Resource, kind="amplify:app", type="AWS::Amplify::App"):
    """A web application."""

    facts = facet("amplify:ListApps", AppFacts)
