"""Checks of IAM Access Analyzer: one file, one check."""
