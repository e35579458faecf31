"""Letters for Alt: each is given out once within a form, and the menus keep theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from shiboken6 import isValid

from senco_desk.ui.actions import MENUS

_AND = "\0"


def letter(words: str) -> str:
    """The mnemonic in words: `s` in `&Save`; nothing where there is none."""
    _, _, after = words.replace("&&", _AND).partition("&")
    return after[:1].casefold()


def plain(words: str) -> str:
    """Words as they are read out, without the mnemonic."""
    return words.replace("&&", _AND).replace("&", "").replace(_AND, "&")


MENU_LETTERS = frozenset(letter(title) for title in MENUS)
"""What the menu bar answers to on every page."""


def give_out(wanted: Sequence[str], taken: Iterable[str] = MENU_LETTERS, rather_not: Iterable[str] = ()) -> list[str]:
    """Words with a letter each, none twice and none that is taken; earlier words keep theirs before later ones.

    Words whose own letter is gone are given another of their letters, first of a word before the rest; `rather_not`
    are letters given only when nothing else is left. Words for which no letter is left have none.
    """
    gone, better = set(taken), set(rather_not)
    given = [""] * len(wanted)
    for at, words in enumerate(wanted):
        own = letter(words)
        if own and own not in gone and own not in better:
            gone.add(own)
            given[at] = words
    for at, words in enumerate(wanted):
        if not given[at]:
            given[at] = _with_another(words, gone, better)
            gone.add(letter(given[at]))
    return given


def letters_around(form: QWidget) -> set[str]:
    """The mnemonics on show in a form's window, outside the form."""
    return {letter(_text(one)) for one in _lettered(form.window()) if not form.isAncestorOf(one)} - {""}


def settle(form: QWidget, first: Sequence[QAbstractButton]) -> None:
    """Gives each label and button of a form a letter of its own; `first` are the buttons that keep theirs."""
    buttons = give_out([one.text() for one in first])
    rest = [one for one in _lettered(form) if one not in first]
    kept = {letter(words) for words in buttons} - {""}
    around = letters_around(form) - kept
    given = give_out([_text(one) for one in rest], MENU_LETTERS | kept, around)
    for widget, words in zip([*first, *rest], [*buttons, *given], strict=True):
        if _text(widget) != words:
            widget.setText(words)


Lent = tuple[tuple[QLabel | QAbstractButton, str, str], ...]
"""What of a page does without its letter for a while: its words before, and its words meanwhile."""


def borrow(form: QWidget) -> Lent:
    """Takes from what is around a form the letters that the form answers to; `give_back` ends it.

    Where two answer to one letter, Alt only moves the keyboard between them and presses neither.
    """
    own = {letter(_text(one)) for one in _lettered(form)} - {""}
    lent = []
    for one in _lettered(form.window()):
        words = _text(one)
        if letter(words) in own and not form.isAncestorOf(one):
            bare = plain(words).replace("&", "&&")
            one.setText(bare)
            lent.append((one, words, bare))
    return tuple(lent)


def give_back(lent: Lent) -> None:
    """Gives the letters back to what is still there with the same words."""
    for one, before, meanwhile in lent:
        if isValid(one) and _text(one) == meanwhile:
            one.setText(before)


def _with_another(words: str, gone: set[str], better: set[str]) -> str:
    """Words with the first of their letters that is free; as they are, without a mnemonic, where none is."""
    bare = words.replace("&&", _AND).replace("&", "")
    at_start = [at for at in range(len(bare)) if bare[at].isalpha() and (at == 0 or not bare[at - 1].isalpha())]
    places = [*at_start, *(at for at in range(len(bare)) if bare[at].isalpha() and at not in at_start)]
    for shunned in (gone | better, gone):
        for at in places:
            if bare[at].casefold() not in shunned and bare[at].isascii():
                return f"{bare[:at]}&{bare[at:]}".replace(_AND, "&&")
    return bare.replace(_AND, "&&")


def _lettered(where: QWidget) -> list[QLabel | QAbstractButton]:
    """What on show may have a mnemonic: buttons with words, and labels that lead to a field."""
    found: list[QLabel | QAbstractButton] = []
    for one in where.findChildren(QWidget):
        if not one.isVisible():
            continue
        if isinstance(one, QLabel):
            if one.buddy() is not None and one.textFormat() != Qt.TextFormat.RichText:
                found.append(one)
        elif isinstance(one, QAbstractButton) and one.text() and (one.property("kind") != "link" or letter(one.text())):
            found.append(one)  # a word in a text that has no letter is given none
    return found


def _text(one: QLabel | QAbstractButton) -> str:
    return one.text()
