"""Checks of Amazon VPC."""
