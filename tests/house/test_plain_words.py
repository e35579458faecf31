"""Nothing that a stranger's file is called, or that anybody typed, is ever taken for mark-up by the window.

Qt guesses. A tip, a label or a message that begins like HTML is drawn as HTML, and HTML may name a picture on another
machine, which Windows then asks for. So the guess is shut out where words are given to Qt.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import PACKAGE, modules, nodes

_UI = PACKAGE / "ui"
_TIPS = ("setToolTip", "setTabToolTip", "setWhatsThis")
_ANSWERS = {"ToolTipRole": ("rows.py",), "WhatsThisRole": (), "QToolTip": ("timeline.py",)}
"""Other ways to a tip, and the modules that make their words plain themselves."""
_RICH = {"overview_child.py": 1, "register_preview.py": 1}
"""Labels whose mark-up is the program's own: `cycle_line`, in which nobody's words stand."""
_NEVER = ("setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown", "AutoText", "MarkdownText")
_OF_ITS_OWN = {"register_table.py": "setHtml"}
"""A table put on the clipboard, each cell escaped: no widget shows it."""
_BOXES = ("QInputDialog", "QProgressDialog", "QErrorMessage", "QSplashScreen", "QSystemTrayIcon")
"""Windows of Qt's own that guess as well."""


def _is_ours(words: ast.expr) -> bool:
    """Whether words stand in the program as they are."""
    if isinstance(words, ast.IfExp):
        return _is_ours(words.body) and _is_ours(words.orelse)
    return isinstance(words, ast.Constant)


def guessed_tips(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where words that are not the program's own become a tip without `set_tip`; where a signal does, too."""
    found = nodes(tree)
    safe = {
        id(each.func)
        for each in found
        if isinstance(each, ast.Call) and len(each.args) > 0 and all(map(_is_ours, each.args[-1:]))
    }
    for each in found:
        if isinstance(each, ast.Attribute) and each.attr in _TIPS and id(each) not in safe:
            yield each.lineno, each.attr


def guessed_labels(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a label is made in a function, or by a class, that does not say what its words are."""
    for each in nodes(tree):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = nodes(each)
            made = [one for one in inside if _makes_a_label(one)]
            if len(made) > _said(inside):
                yield each.lineno, f"QLabel in {each.name}"
        elif isinstance(each, ast.ClassDef) and "QLabel" in map(ast.unparse, each.bases) and not _said(nodes(each)):
            yield each.lineno, f"class {each.name}(QLabel)"


def _makes_a_label(node: ast.AST) -> bool:
    """A label of the program's own words needs no word about them, but one that is still empty does."""
    made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QLabel"
    if not made:
        return False
    assert isinstance(node, ast.Call)
    return not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value)


def _said(inside: list[ast.AST]) -> int:
    return sum(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and (
            one.func.attr == "setTextFormat"
            or (
                one.func.attr == "setProperty"
                and isinstance(one.args[0], ast.Constant)
                and one.args[0].value == "textFormat"
            )
        )
        for one in inside
    )


def _names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for each in nodes(tree):
        if isinstance(each, ast.Attribute):
            yield each.lineno, each.attr
        elif isinstance(each, ast.Name):
            yield each.lineno, each.id


def _of_the_window() -> Iterator[tuple[str, ast.Module]]:
    for path, tree in modules():
        if _UI in path.parents and path.name != "tips.py":
            yield path.name, tree


def test_no_words_become_a_tip_unescaped() -> None:
    found = [f"{name}:{line} {what}" for name, tree in _of_the_window() for line, what in guessed_tips(tree)]
    assert not [each for each in found if each.split(":")[0] != "timeline.py"], "use set_tip of senco_desk/ui/tips.py"


def test_models_and_tips_at_a_place_make_their_words_plain() -> None:
    found = [
        f"{name}:{line} {said}"
        for name, tree in _of_the_window()
        for line, said in _names(tree)
        if said in _ANSWERS and name not in _ANSWERS[said]
    ]
    assert not found


def test_every_label_says_that_its_words_are_plain() -> None:
    found = [f"{name}:{line} {what}" for name, tree in _of_the_window() for line, what in guessed_labels(tree)]
    assert not found


def test_mark_up_is_shown_where_it_is_ours_alone() -> None:
    rich: dict[str, int] = {}
    never = []
    for name, tree in _of_the_window():
        for line, said in _names(tree):
            if said in (*_NEVER, *_BOXES) and _OF_ITS_OWN.get(name) != said:
                never.append(f"{name}:{line} {said}")
        formats = sum("RichText" in ast.unparse(each) for each, called in _calls(tree) if called == "setTextFormat")
        if formats:
            rich[name] = formats
    assert not never
    assert rich == _RICH


def test_every_message_is_told_plainly() -> None:
    """What a message box is given is the program's own, or goes through `unmarked`."""
    guessed = []
    for name, tree in _of_the_window():
        for each, called in _calls(tree):
            told = each.args[2:3] if called == "QMessageBox" else each.args if called == "setInformativeText" else []
            guessed += [
                f"{name}:{each.lineno} {ast.unparse(words)}"
                for words in told
                if not (_is_ours(words) or ast.unparse(words).startswith("unmarked(") or ast.unparse(words) in _FIXED)
            ]
    assert not guessed


_FIXED = ("outside.BEFORE", "words")
"""Sentences of the program's own behind a name; that of `unforeseen.py` stands just above."""


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last part of what is called."""
    for each in nodes(tree):
        if isinstance(each, ast.Call):
            yield each, ast.unparse(each.func).rpartition(".")[2]


@pytest.mark.parametrize(
    "line",
    [
        "made.setToolTip(document.title)",
        'made.setToolTip(f"Take {name} out")',
        "changed.connect(made.setToolTip)",
        'made.setToolTip("" if ours else theirs)',
        "tabs.setTabToolTip(0, title)",
    ],
)
def test_the_reader_knows_a_tip_that_is_guessed(line: str) -> None:
    assert list(guessed_tips(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ['made.setToolTip("Ours")', 'made.setToolTip("" if this else "Ours")', "set_tip(a, b)"]
)
def test_the_reader_lets_our_own_words_through(line: str) -> None:
    assert not list(guessed_tips(ast.parse(line)))


@pytest.mark.parametrize(
    "lines",
    [
        "def f():\n    return QLabel(words)",
        "def f():\n    a = QLabel()\n    b = QLabel()\n    a.setTextFormat(plain)",
        "class Mine(QLabel):\n    pass",
    ],
)
def test_the_reader_knows_a_label_that_guesses(lines: str) -> None:
    assert list(guessed_labels(ast.parse(lines)))
