"""Reads what the AWS CLI printed: a folder of saved answers becomes the same facts as a collection."""
