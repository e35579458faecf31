"""What the house tests read: the project's own files, its modules, and the texts that people will see."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "senco_desk"
RESOURCES = ROOT / "resources"

_MADE_HERE = {"demo", "build", "dist"}
_TEXT_FORMATS = {".csv", ".html", ".json", ".md", ".qss", ".svg", ".toml", ".txt"}


@dataclass(frozen=True)
class Text:
    """Words that a person may see, and where they stand."""

    place: str
    words: str


def files() -> Iterator[Path]:
    """Every file of the project; not what was installed, built or cached beside it."""
    for each in sorted(ROOT.rglob("*")):
        inside = each.relative_to(ROOT).parts
        hidden = inside[0].startswith(".") and inside[0] != ".ci"
        ours = not hidden and inside[0] not in _MADE_HERE and not inside[0].endswith(".egg-info")
        if ours and each.is_file() and "__pycache__" not in inside:
            yield each


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the program with its syntax tree."""
    for each in sorted(PACKAGE.rglob("*.py")):
        yield each, _tree(each)


def forget_trees() -> None:
    """Lets go of the syntax trees: a million small things that Python would sweep through ever after."""
    _tree.cache_clear()


def nodes(tree: ast.AST) -> list[ast.AST]:
    """Every node of a tree, as `ast.walk` gives them but for `ctx`, in a third of its time."""
    found: list[ast.AST] = [tree]
    for node in found:
        for name in node._fields:
            inside = getattr(node, name, None)
            if isinstance(inside, list):
                found.extend(each for each in inside if isinstance(each, ast.AST))
            elif isinstance(inside, ast.AST) and name != "ctx":
                found.append(inside)
    return found


@cache
def texts() -> tuple[Text, ...]:
    """Every text in the program and its resources: not the docstrings, which only its readers see.

    A text with gaps is given with `…` in the gaps; a gap that names a constant text of the program is filled.
    """
    return tuple(_texts())


def _texts() -> Iterator[Text]:
    constants = {name: text for _, tree in modules() for name, text in _constants(tree)}
    for path, tree in modules():
        for line, words in texts_in(tree, constants):
            yield Text(f"{path.relative_to(ROOT).as_posix()}:{line}", words)
    for path in sorted(RESOURCES.rglob("*")):
        if path.suffix in _TEXT_FORMATS:
            for words in _texts_of_file(path):
                yield Text(path.relative_to(ROOT).as_posix(), words)


def texts_in(tree: ast.Module, constants: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The texts of one module with their lines; `constants` fills the gaps that name one."""
    silent: set[int] = set()
    found = nodes(tree)
    for node in found:
        if isinstance(node, ast.Expr):  # a docstring, of a module, a function or a constant
            silent.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            silent.update(id(part) for part in node.values)
    for node in found:
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(_part(part, constants) for part in node.values)


def _part(part: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    if isinstance(part, ast.FormattedValue):
        value = part.value
        name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
        return constants.get(name, "…")
    return "…"


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value.value


def _texts_of_file(path: Path) -> Iterator[str]:
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".json":
        # Paragraphs, so that a sentence that runs over two lines is read whole.
        yield from (" ".join(paragraph.split()) for paragraph in content.split("\n\n"))
        return
    waiting = [json.loads(content)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
