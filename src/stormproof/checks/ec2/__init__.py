"""Checks of Amazon EC2."""
