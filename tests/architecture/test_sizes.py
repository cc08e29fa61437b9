"""Files and functions stay small enough to be read."""

from __future__ import annotations

import ast

LINES_OF_A_FILE = 500
LINES_OF_A_FUNCTION = 60


def test_no_file_is_longer_than_500_lines(root, programs):
    lengths = {str(file.relative_to(root)): len(file.read_text().splitlines()) for file in programs}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_60_lines(root, programs):
    lengths = {
        f"{file.relative_to(root)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno)
        - node.lineno
        + 1
        for file in programs
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FUNCTION} == {}
