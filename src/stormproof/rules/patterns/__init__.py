"""Patterns that AWS matches events with, evaluated on an event: filters of CloudWatch Logs, patterns of EventBridge."""
