"""Rows of AWS Config: what is recorded, whether it is, and where it goes; asked in quiet regions too."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion

CALLS = (
    Call("config:DescribeConfigurationRecorders", of=AccountRegion, at="ConfigurationRecorders", settings=True),
    Call("config:DescribeConfigurationRecorderStatus", of=AccountRegion, at="ConfigurationRecordersStatus", settings=True),
    Call("config:DescribeDeliveryChannels", of=AccountRegion, at="DeliveryChannels", settings=True),
)
