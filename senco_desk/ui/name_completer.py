"""Children's names offered while one is typed: without case or accents, with whichever apostrophe the keyboard has.

Somebody who types `o'neill` means O’Neill, and `lucja` means Łucja.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from senco_desk.domain.folding import folded

_FOLDED = Qt.ItemDataRole.UserRole


class NameCompleter(QCompleter):
    """Offers the names in which what is typed is found; `activated` carries a name as it is shown."""

    def __init__(self, names: Iterable[str], parent: QObject, *, most: int = 8) -> None:
        """`most` are shown at once; the others are scrolled to."""
        super().__init__(parent)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionRole(_FOLDED)
        self.setMaxVisibleItems(most)
        self.offer(names)

    def offer(self, names: Iterable[str]) -> None:
        """Offers these names from now on, in this order."""
        model = QStandardItemModel(self)
        for name in names:
            item = QStandardItem(name)
            item.setData(folded(name), _FOLDED)
            model.appendRow(item)
        self.setModel(model)  # which deletes the one before

    def splitPath(self, path: str) -> list[str]:
        """What is typed is compared as the names are."""
        return [folded(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What goes into the line is the name as it is shown."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def first_named(names: Iterable[str], typed: str) -> str:
    """The first name in which what was typed is found, as Enter takes it; empty where there is none."""
    return next(iter(_found(names, typed)), "")


def asked_which(names: Iterable[str], typed: str) -> str:
    """What is asked where Enter would take the first of several of one name that the typed words do not tell apart.

    Empty where there is nobody to choose between. A name is what stands before the first ` · `; class, year and date
    of birth follow it.
    """
    found = _found(names, typed)
    called = [name.partition(" · ")[0] for name in found]
    same = sum(folded(each) == folded(called[0]) for each in called)
    if same < 2 or typed.strip() in found:
        return ""
    many = {2: "Two", 3: "Three", 4: "Four"}.get(same, str(same))
    return f"{many} children are called {called[0]}: choose with the arrows, then Enter, or type the class too."


def _found(names: Iterable[str], typed: str) -> list[str]:
    """The names in which what was typed is found in one piece; where it is in none, those with each of its words."""
    wanted = folded(typed.strip())
    if not wanted:
        return []
    given = [(name, folded(name)) for name in names]
    whole = [name for name, plain in given if wanted in plain]
    return whole or [name for name, plain in given if all(word in plain for word in wanted.split())]
