"""Checks of AWS Config: one file, one check."""
