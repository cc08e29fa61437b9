"""Checks of KMS: one file, one check."""
