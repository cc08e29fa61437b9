"""Checks of Amazon RDS."""
