"""Checks of WAF."""
