"""Checks of CloudFront."""
