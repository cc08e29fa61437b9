"""Would a composite alarm fire because of one alarm: its rule, a formula over states of other alarms.

Source: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from stormproof.rules.patterns.truth import NO, UNDECIDED, YES, Truth

NAMED = r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s()"']+))"""
ALARM = re.compile(rf"\bALARM\s*\(\s*{NAMED}\s*\)")
WORD = re.compile(r"[A-Za-z_]\w*|\S")
ALTERNATIVES = frozenset({"X", "OR", "(", ")"})


def fires_by(rule: str, name: str, arn: str) -> Truth:
    """`YES` for alternatives of which the alarm is one; a rule that says more about others is undecided."""
    names, only_alternatives = _read(rule)
    if name in names or arn in names:
        return YES if only_alternatives else UNDECIDED
    return UNDECIDED if name in rule and not only_alternatives else NO


@lru_cache(maxsize=4096)
def _read(rule: str) -> tuple[frozenset[str], bool]:
    """The alarms whose ALARM state a rule asks for, and whether it is nothing but alternatives of those."""
    found = ALARM.finditer(rule)
    names = frozenset(match["double"] or match["single"] or match["bare"] or "" for match in found)
    return names, ALTERNATIVES.issuperset(WORD.findall(ALARM.sub(" X ", rule)))
