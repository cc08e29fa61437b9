"""Checks of API Gateway's HTTP and WebSocket APIs."""
