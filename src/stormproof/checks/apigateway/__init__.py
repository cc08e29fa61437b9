"""Checks of API Gateway's REST APIs."""
