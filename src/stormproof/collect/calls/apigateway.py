"""Rows of API Gateway's REST APIs. Methods come with the resources, so that none is asked for alone.

Keys are named by their plans; their values are hidden before they are stored.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.apigateway import DomainName, RestApi, Stage, UsagePlan, VpcLink

HERE = "arn:{partition}:apigateway:{region}::"

CALLS = (
    Call("apigateway:GetRestApis", gives=RestApi, send={"limit": 500}, at="items", arn=HERE + "/restapis/{id}"),
    Call("apigateway:GetStages", of=RestApi, gives=Stage, send={"restApiId": "{id}"}, at="item", arn=HERE + "/restapis/{parent}/stages/{stageName}"),
    Call("apigateway:GetResources", of=RestApi, send={"restApiId": "{id}", "limit": 500, "embed": ["methods"]}, at="items"),
    Call("apigateway:GetAuthorizers", of=RestApi, send={"restApiId": "{id}", "limit": 500}, at="items"),
    Call("apigateway:GetAccount", of=AccountRegion),
    Call("apigateway:GetUsagePlans", gives=UsagePlan, send={"limit": 500}, at="items", arn=HERE + "/usageplans/{id}"),
    Call("apigateway:GetUsagePlanKeys", of=UsagePlan, send={"usagePlanId": "{id}", "limit": 500}, at="items"),
    Call("apigateway:GetDomainNames", gives=DomainName, send={"limit": 500}, at="items", arn=HERE + "/domainnames/{domainName}"),
    Call("apigateway:GetBasePathMappings", of=DomainName, send={"domainName": "{domainName}", "limit": 500}, at="items"),
    Call("apigateway:GetDomainNameAccessAssociations", of=AccountRegion, at="items"),
    Call("apigateway:GetVpcLinks", gives=VpcLink, send={"limit": 500}, at="items", arn=HERE + "/vpclinks/{id}"),
)
