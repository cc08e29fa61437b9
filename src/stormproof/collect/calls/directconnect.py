"""Rows of Direct Connect. Its gateways lie in no region: each region lists them all, so one is asked.

Connections are asked in quiet regions too: a line can end where nothing else is.
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.directconnect import Connection, DirectConnectGateway, Lag, VirtualInterface

MINE = "arn:{partition}:directconnect:{region}:{account}:"

CALLS = (
    Call("directconnect:DescribeConnections", gives=Connection, at="connections", arn=MINE + "dxcon/{connectionId}", settings=True),
    Call("directconnect:DescribeLags", gives=Lag, at="lags", arn=MINE + "dxlag/{lagId}"),
    Call("directconnect:DescribeVirtualInterfaces", gives=VirtualInterface, at="virtualInterfaces", arn="arn:{partition}:directconnect:{region}:{ownerAccount}:dxvif/{virtualInterfaceId}"),
    Call("directconnect:DescribeDirectConnectGateways", gives=DirectConnectGateway, at="directConnectGateways", arn="arn:{partition}:directconnect::{ownerAccount}:dx-gateway/{directConnectGatewayId}", place=GLOBAL),
    Call("directconnect:DescribeDirectConnectGatewayAssociations", of=DirectConnectGateway, send={"directConnectGatewayId": "{directConnectGatewayId}"}, at="directConnectGatewayAssociations", place=GLOBAL),
    Call("directconnect:DescribeDirectConnectGatewayAttachments", of=DirectConnectGateway, send={"directConnectGatewayId": "{directConnectGatewayId}"}, at="directConnectGatewayAttachments", place=GLOBAL),
)
