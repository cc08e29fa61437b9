"""Rows of Global Accelerator, which AWS answers in us-west-2 alone.

Source: docs.aws.amazon.com/global-accelerator/latest/api/Welcome.html
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.globalaccelerator import Accelerator, AcceleratorListener, EndpointGroup

CALLS = (
    Call("globalaccelerator:ListAccelerators", gives=Accelerator, at="Accelerators", arn="{AcceleratorArn}", place=GLOBAL, hook="in-us-west-2"),
    Call("globalaccelerator:ListListeners", of=Accelerator, gives=AcceleratorListener, send={"AcceleratorArn": "{arn}"}, at="Listeners", arn="{ListenerArn}", place=GLOBAL, hook="in-us-west-2"),
    Call("globalaccelerator:ListEndpointGroups", of=AcceleratorListener, gives=EndpointGroup, send={"ListenerArn": "{arn}"}, at="EndpointGroups", arn="{EndpointGroupArn}", place=GLOBAL, hook="in-us-west-2"),
)
