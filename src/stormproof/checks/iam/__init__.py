"""Checks of IAM: one file, one check."""
