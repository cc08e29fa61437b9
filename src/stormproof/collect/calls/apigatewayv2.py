"""Rows of API Gateway's HTTP and WebSocket APIs."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.apigatewayv2 import Api, ApiDomainName, ApiStage, ApiVpcLink

HERE = "arn:{partition}:apigateway:{region}::"

CALLS = (
    Call("apigatewayv2:GetApis", gives=Api, at="Items", arn=HERE + "/apis/{ApiId}"),
    Call("apigatewayv2:GetStages", of=Api, gives=ApiStage, send={"ApiId": "{ApiId}"}, at="Items", arn=HERE + "/apis/{parent}/stages/{StageName}"),
    Call("apigatewayv2:GetRoutes", of=Api, send={"ApiId": "{ApiId}"}, at="Items"),
    Call("apigatewayv2:GetIntegrations", of=Api, send={"ApiId": "{ApiId}"}, at="Items"),
    Call("apigatewayv2:GetAuthorizers", of=Api, send={"ApiId": "{ApiId}"}, at="Items"),
    Call("apigatewayv2:GetDeployments", of=Api, send={"ApiId": "{ApiId}"}, at="Items"),
    Call("apigatewayv2:GetDomainNames", gives=ApiDomainName, at="Items", arn=HERE + "/domainnames/{DomainName}"),
    Call("apigatewayv2:GetApiMappings", of=ApiDomainName, send={"DomainName": "{DomainName}"}, at="Items"),
    Call("apigatewayv2:ListRoutingRules", of=ApiDomainName, send={"DomainName": "{DomainName}"}, at="RoutingRules"),
    Call("apigatewayv2:GetVpcLinks", gives=ApiVpcLink, at="Items", arn=HERE + "/vpclinks/{VpcLinkId}"),
)
