"""Checks of Amazon CloudWatch: who is told of what the trails record."""
