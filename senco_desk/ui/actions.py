"""Everything a person can ask of the window, as rows of data: menus, toolbar, palette and shortcut sheet read them.

A row says what the deed is called and when it is possible; what it does is bound to it later, by the page or the
window that can do it. A row whose `page` is named is possible only while that page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QPushButton, QWidget

from senco_desk.ui.icons import icon
from senco_desk.ui.role_limits import Button, holds
from senco_desk.ui.tips import set_tip

MENUS = ("&File", "&Edit", "&View", "&Pupil", "&Help")
"""The menus, in the order of the menu bar; a row names one without its ampersand."""

FILE_GROUPS = ("new", "out", "safety", "end")
"""The groups of the File menu, in the order in which people expect them."""


@dataclass(frozen=True)
class Action:
    """One deed a person can ask for.

    Args:
        id: noun and verb: `review.record`.
        words: what it is called, with `&` before its mnemonic; `…` where more is asked before anything happens.
        menu: `File`, `Edit`, `View`, `Pupil` or `Help`; empty for palette and shortcut only.
        shortcut: as Qt writes it, several parted by `; `: `Ctrl+R`.
        page: the page it belongs to; empty for everywhere.
        icon: the name of an icon.
        enabled_when: the name of a state that must hold (`pupil open`); empty for always.
        tip: one sentence of help.
        group: rows of one menu with the same group stand together between separators.
        needs: the rights without which it is not shown at all (`change`), parted by spaces; empty for everybody.
    """

    id: str
    words: str
    menu: str = ""
    shortcut: str = ""
    page: str = ""
    icon: str = ""
    enabled_when: str = ""
    tip: str = ""
    group: str = ""
    needs: str = ""

    @property
    def plain(self) -> str:
        """The words without the mnemonic."""
        return self.words.replace("&&", "\0").replace("&", "").replace("\0", "&")


class Actions(QObject):
    """The registry: one QAction for each row, enabled by the states that hold and by what is bound to it."""

    asked = Signal(str)
    """The id of an action that was asked for, after its deed has run."""

    def __init__(
        self,
        rows: Iterable[Action],
        owner: QWidget,
        *,
        granted: Callable[[str], bool] = lambda _right: True,
        pages: Collection[str] | None = None,
    ) -> None:
        """`granted` tells whether the person at the desk has a right; what needs another one never shows.

        Nor does what belongs to a page that is not among `pages`; None for all of them.
        """
        super().__init__(owner)
        self._owner, self.granted, self._pages = owner, granted, pages
        self._rows: dict[str, Action] = {}
        self._made: dict[str, QAction] = {}
        self._deeds: dict[str, Callable[[], object]] = {}
        self._states: set[str] = set()
        self._page = ""
        for row in rows:
            self.add(row)

    def add(self, row: Action) -> QAction:
        """Adds a row. Refuses an id that is taken, and a shortcut that another row of the same page has."""
        if row.id in self._rows:
            raise ValueError(f"two actions are called {row.id}")
        for key in shortcuts(row):
            for other in self._rows.values():
                if key in shortcuts(other) and (not row.page or not other.page or row.page == other.page):
                    raise ValueError(f"{row.id} and {other.id} share the shortcut {key.toString()}")
        action = QAction(row.words, self._owner)
        action.setObjectName(row.id)
        action.setShortcuts(list(shortcuts(row)))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        set_tip(action, row.tip or row.plain)
        action.setStatusTip(row.tip)
        action.setIcon(icon(row.icon))
        action.setData(row.id)
        action.triggered.connect(self._triggered)
        self._owner.addAction(action)
        self._rows[row.id], self._made[row.id] = row, action
        self._refresh(row)
        return action

    def bind(self, action_id: str, deed: Callable[[], object]) -> None:
        """Says what an action does; binding again replaces the deed. Refuses an unknown id (KeyError)."""
        row = self._rows[action_id]
        self._deeds[action_id] = deed
        self._refresh(row)

    def set_states(self, **states: bool) -> None:
        """Names which states hold: `set_states(pupil_open=True)`; an underscore reads as a space."""
        wanted = {name.replace("_", " "): is_so for name, is_so in states.items()}
        turned = {name for name, is_so in wanted.items() if is_so != (name in self._states)}
        self._states ^= turned
        for row in self._rows.values():
            if row.enabled_when in turned:
                self._refresh(row)

    def show_page(self, page: str) -> None:
        """Tells which page shows, so that its own actions wake and others sleep."""
        before, self._page = self._page, page
        for row in self._rows.values():
            if row.page in (before, page):
                self._refresh(row)

    def say(self, action_id: str, words: str) -> None:
        """Changes an action's words: `Undo record review`."""
        self._made[action_id].setText(words)

    def qaction(self, action_id: str) -> QAction:
        """The QAction of a row, for a button or a context menu."""
        return self._made[action_id]

    def row(self, action_id: str) -> Action:
        """The row of an id."""
        return self._rows[action_id]

    def rows(self) -> tuple[Action, ...]:
        """Every row, in the order they were added."""
        return tuple(self._rows.values())

    def bound(self, action_id: str) -> bool:
        """Whether a deed is bound to the row."""
        return action_id in self._deeds

    def offered(self, action_id: str) -> bool:
        """Whether the person at the desk may ever ask for it."""
        row = self._rows[action_id]
        there = self._pages is None or not row.page or row.page in self._pages
        return there and holds(self.granted, row.needs)

    def run(self, action_id: str) -> bool:
        """Asks for an action by its id; False where it is not possible now."""
        action = self._made[action_id]
        if not action.isEnabled():
            return False
        action.trigger()
        return True

    def button(self, action_id: str, *, kind: str = "") -> QPushButton:
        """A button for an action: its words and whether it is possible follow the action."""
        return _ActionButton(self._made[action_id], shortcut_words(self._rows[action_id]), kind)

    def fill(self, bar: QMenuBar) -> None:
        """Builds the menus; a menu without rows is left out."""
        for title in MENUS:
            name = title.replace("&", "")
            rows = [row for row in self._rows.values() if row.menu == name and self.offered(row.id)]
            if name == "File":
                # Pages bring rows of their own, and people look for Quit at the end whoever brought the others.
                rows.sort(key=lambda row: FILE_GROUPS.index(row.group) if row.group in FILE_GROUPS else 0)
            if rows:
                menu = QMenu(title, bar)
                menu.setToolTipsVisible(True)
                self.fill_menu(menu, [row.id for row in rows])
                bar.addMenu(menu)

    def fill_menu(self, menu: QMenu, action_ids: Iterable[str]) -> None:
        """Puts actions into a menu, with a separator between groups."""
        group: str | None = None
        for action_id in action_ids:
            row = self._rows[action_id]
            if group is not None and row.group != group:
                menu.addSeparator()
            group = row.group
            menu.addAction(self._made[action_id])

    def retint(self) -> None:
        """Draws the icons again in the colours of the theme worn now."""
        for action_id, action in self._made.items():
            action.setIcon(icon(self._rows[action_id].icon))

    def _refresh(self, row: Action) -> None:
        """An action is possible when it is granted, has a deed, its page shows and its state holds."""
        offered = self.offered(row.id)
        self._made[row.id].setVisible(offered)
        self._made[row.id].setEnabled(
            offered
            and row.id in self._deeds
            and (not row.page or row.page == self._page)
            and (not row.enabled_when or row.enabled_when in self._states)
        )

    def _triggered(self) -> None:
        sender = self.sender()
        if not isinstance(sender, QAction):
            return
        action_id = str(sender.data())
        deed = self._deeds.get(action_id)
        if deed is not None:
            deed()
            self.asked.emit(action_id)


class _ActionButton(Button):
    """A button that follows an action; a bound slot, so that a page that goes away is forgotten quietly."""

    def __init__(self, action: QAction, keys: str, kind: str) -> None:
        super().__init__(action.text())
        self._action, self._keys = action, keys
        if not action.isVisible():
            self.withhold()
        if kind:
            self.setProperty("kind", kind)
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    def _follow(self) -> None:
        words, tip = self._action.text(), self._action.toolTip()
        self.setText(words)
        self.setAccessibleName(words.replace("&", "").rstrip("…"))
        self.setEnabled(self._action.isEnabled())
        set_tip(self, f"{tip} ({self._keys})" if self._keys else tip)


def shortcuts(row: Action) -> tuple[QKeySequence, ...]:
    """The key sequences of a row."""
    return tuple(QKeySequence(part) for part in row.shortcut.split("; ") if part)


def shortcut_words(row: Action) -> str:
    """The first shortcut as the system writes it: `Ctrl+R`, or `⌘R`."""
    keys = shortcuts(row)
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


WINDOW_ACTIONS: tuple[Action, ...] = (
    Action("desk.new", "&New", "File", "Ctrl+Shift+N", enabled_when="new possible", icon="add", group="new",
           tip="Add what this page is about.", needs="change"),
    Action("desk.print", "&Print…", "File", "Ctrl+P", enabled_when="print possible", icon="print", group="out",
           tip="Print what this page shows.", needs="export"),
    Action("desk.lock", "&Lock", "File", "Ctrl+L", icon="lock", group="end",
           tip="Close the records until the passphrase is given again. Nothing is lost."),
    Action("desk.quit", "&Quit", "File", "Ctrl+Q", group="end", tip="Everything is already saved."),
    Action("desk.undo", "&Undo", "Edit", "Ctrl+Z", enabled_when="undo possible", icon="undo", group="undo",
           needs="log"),
    Action("desk.redo", "&Redo", "Edit", "Ctrl+Shift+Z; Ctrl+Y", enabled_when="redo possible", icon="redo",
           group="undo", needs="log"),
    Action("desk.undo_back", "Undo &back to…", "Edit", enabled_when="undo possible", group="undo",
           tip="Choose among the deeds since the desk was opened, and undo several at once.",
           needs="log"),
    Action("page.filter", "&Filter here", "Edit", "Ctrl+F", enabled_when="filter possible", icon="search",
           group="find", tip="Type to narrow what this page shows."),
    Action("page.sort", "Sort by &this column", "Edit", "Ctrl+Shift+S", group="find",
           tip="Sort the table by the column that the keyboard is in; once more, the other way round."),
    Action("desk.search", "&Search everywhere", "Edit", "Ctrl+K", icon="search", group="find",
           tip="Find a pupil, a document or a command."),
    Action("page.edit", "&Edit", "Edit", "F2", enabled_when="edit possible", group="edit", needs="change"),
    Action("note.quick", "&Quick note…", "Pupil", "Ctrl+N", icon="note", group="quick",
           tip="Write a note, a call or an e-mail into a child’s record, from anywhere.", needs="log"),
    Action("view.back", "&Back", "View", "Alt+Left", enabled_when="back possible", icon="back", group="history"),
    Action("view.forward", "F&orward", "View", "Alt+Right", enabled_when="forward possible", icon="forward",
           group="history"),
    Action("view.rail", "&Narrow side bar", "View", "Ctrl+B", group="rail",
           tip="Show the side bar as icons only, or with its words again."),
    Action("help.shortcuts", "&Keyboard shortcuts", "Help", "F1; ?", group="help",
           tip="Everything that can be done from the keyboard."),
)  # fmt: skip
"""What the window itself can do; pages add rows of their own."""
