"""Artifact: agreements with AWS, and the reports of its auditors."""

from __future__ import annotations

import datetime as dt

from stormproof.model.shape import Shape


class CustomerAgreement(Shape, rename="camel"):
    """An agreement that the account, or its organisation, accepted once."""

    name: str
    state: str


class AuditReport(Shape, rename="camel"):
    """A report that AWS keeps at hand; some speak of no period."""

    name: str
    state: str
    series: str | None = None
    category: str | None = None
    period_end: dt.datetime | None = None
