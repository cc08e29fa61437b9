"""Every module says what lives there, and imports from rooms, not from the front door."""

from __future__ import annotations

import ast


def is_check(path):
    """A check's documentation is the docstring of its function."""
    return path.parts[:1] == ("checks",) and path.name != "__init__.py"


def modules(root, programs):
    source = root / "src" / "stormproof"
    return {
        file.relative_to(source): ast.parse(file.read_text()) for file in programs if source in file.parents
    }


def test_the_first_line_of_a_module_says_what_lives_there(root, programs):
    silent = {
        str(path)
        for path, tree in modules(root, programs).items()
        if not is_check(path) and not (ast.get_docstring(tree) or "").partition("\n")[0].endswith((".", ":"))
    }
    assert silent == set()


def test_every_folder_of_the_package_says_what_lives_there(root, programs):
    found = modules(root, programs)
    rooms = {path.parent for path in found}
    assert {str(room) for room in rooms if room / "__init__.py" not in found} == set()


def test_nothing_inside_imports_from_the_front_door(root, programs):
    through = {
        str(path)
        for path, tree in modules(root, programs).items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.module == "stormproof" and not is_version(node))
        or (isinstance(node, ast.Import) and any(name.name == "stormproof" for name in node.names))
    }
    assert through == set()


def is_version(node):
    return {name.name for name in node.names} == {"_version"}
