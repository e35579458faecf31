"""Every page and form for those who cannot see it or use no mouse: names, labels, and letters that do not clash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from senco_desk.services import pupils, schools
from senco_desk.ui.forms import Form
from senco_desk.ui.marks import MarkLabel
from senco_desk.ui.mnemonics import MENU_LETTERS, give_out, letter
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from senco_desk.ui.tables import RowsTable
from senco_desk.ui.theme import Theme
from tests.builders import Clock, a_desk
from tests.rich_child import a_rich_child, others
from tests.screens import unheard

INPUTS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractSpinBox)
ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
TABS = ("overview", "cycles", "provision", "chronology", "documents", "views")
SECTIONS = ("school", "terms", "staff", "authorities", "fields", "look")
RAIL_DIGITS = frozenset("123456789")
"""Alt with a digit reaches a page of the rail."""
FORMS = ("note", "status", "record_review", "edit", "contact", "view", "meeting", "involvement", "area")


@dataclass
class Rich:
    opened: OpenDesk
    child: str

    def places(self) -> Iterator[Place]:
        for name in ("today", "register", "provision", "costs", "packs", "reports", "import"):
            yield Place(name)
        for section in SECTIONS:
            yield Place("settings", (section,))
        for tab in TABS:
            yield Place("pupil", (self.child, tab))
        for name in ("costs", "cycle", "pack", "beside", "profile", "asking"):
            yield Place(name, (self.child,))
        for name in ("rollover", "duplicates", "profiles", "class_sheet"):
            yield Place(name)
        pair = [pupil.id for pupil in pupils.all_pupils(self.opened.desk)][:2]
        for name in ("duplicates", "beside"):
            yield Place(name, tuple(pair))


@pytest.fixture
def rich(tmp_path: Path, settings: QSettings, theme: Theme) -> Iterator[Rich]:
    """The window over a child with two years of records and six others."""
    desk = a_desk(tmp_path)
    child = a_rich_child(desk)
    others(desk)
    assert schools.school(desk).name
    opened = OpenDesk(desk, tmp_path / "school.sencodesk", settings=settings, theme=theme, clock=Clock())
    opened.window.resize(1366, 768)
    opened.window.show()
    opened.window.activateWindow()
    assert QTest.qWaitForWindowActive(opened.window)
    yield Rich(opened, child.id)
    if not opened.over:
        opened.close()
    QApplication.processEvents()


def visible(where: QWidget) -> list[QWidget]:
    QApplication.processEvents()
    return [one for one in where.findChildren(QWidget) if one.isVisible()]


def reached(where: QWidget) -> list[QWidget]:
    """What the keyboard can reach, Qt's own inner parts aside."""
    return [
        one
        for one in visible(where)
        if isinstance(one, INPUTS)
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not one.objectName().startswith("qt_")
    ]


def spoken(one: QWidget) -> str:
    return one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")


def clashes(where: QWidget, taken: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Letters that more than one thing on show answers to, or a thing and a menu."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in visible(where):
        leads = isinstance(one, QLabel) and one.buddy() is not None
        if (leads or isinstance(one, QAbstractButton)) and one.isEnabled():
            words = one.text()  # type: ignore[attr-defined]
            if letter(words):
                found[letter(words)].append(words)
    return {key: words for key, words in found.items() if len(words) > 1 or key in taken}


def test_everything_the_keyboard_reaches_has_a_name(rich):
    unnamed = []
    for place in rich.places():
        rich.opened.window.go(place)
        for one in reached(rich.opened.window):
            words = spoken(one)
            if not words.strip() or "&" in one.accessibleName().replace(" & ", ""):
                unnamed.append(f"{place.page} {place.args[-1:]}: {one} {words!r}")
    assert not unnamed, "\n".join(unnamed)


def test_no_name_stands_in_for_the_words_of_a_label(rich):
    window, found = rich.opened.window, []
    for place in rich.places():
        window.go(place)
        found += [f"{place.page} {place.args[-1:]}: {each}" for each in unheard(window)]
    page = window.go(Place("pupil", (rich.child,)))
    for name in FORMS:
        getattr(page.deeds, name)()
        found += [f"{name}: {each}" for each in unheard(window)]
        page.room.put_away()
    window.go(Place("provision"))
    assert window.registry.run("desk.new")
    found += unheard(window)
    assert not found, "\n".join(found)


def test_no_cell_with_a_bar_is_heard_as_nothing(rich):
    costs = rich.opened.window.go(Place("costs"))
    column = next(at for at, one in enumerate(costs.table.rows.columns) if one.kind == "meter")
    costs.table.selectRow(0)
    heard = [costs.table.rows.index(line, column).data(ACCESSIBLE) for line in range(costs.table.rows.rowCount())]
    assert heard
    assert all(words.startswith("Of threshold: ") and words.endswith("%") for words in heard)


def test_every_column_of_every_table_has_a_head(rich):
    bare = []
    for place in rich.places():
        rich.opened.window.go(place)
        for table in rich.opened.window.findChildren(RowsTable):
            bare += [f"{table.accessibleName()}: {one.id}" for one in table.rows.columns if not one.words]
    assert not bare, sorted(set(bare))


def test_what_a_mark_says_is_text(rich):
    rich.opened.window.go(Place("pupil", (rich.child,)))
    mark = next(one for one in visible(rich.opened.window) if isinstance(one, MarkLabel) and one.text())
    assert QAccessible.queryAccessibleInterface(mark).role() == QAccessible.Role.StaticText


def test_counts_on_tabs_and_chips_are_heard(rich):
    window = rich.opened.window
    tabs = window.go(Place("packs")).tabs
    for one in tabs.findChildren(QAbstractButton):
        assert one.text().split()[-1] in one.accessibleName()
    for chip in window.go(Place("leavers")).chips.chips():
        assert chip.text() in chip.accessibleName()


def test_a_button_without_words_has_a_tip(rich):
    bare = []
    for place in rich.places():
        rich.opened.window.go(place)
        for one in reached(rich.opened.window):
            wordless = isinstance(one, QAbstractButton) and not isinstance(one, QCheckBox) and not one.text()
            if wordless and not one.toolTip():
                bare.append(f"{place.page}: {one.accessibleName()}")
    assert not bare, bare


def test_no_letter_of_a_page_is_given_twice_or_is_a_menus(rich):
    found = {}
    for place in rich.places():
        rich.opened.window.go(place)
        if clash := clashes(rich.opened.window, MENU_LETTERS | RAIL_DIGITS):
            found[f"{place.page} {place.args[-1:]}"] = clash
    assert not found, found


@pytest.mark.parametrize("width", [1366, 683])
def test_every_form_has_labels_and_letters_of_its_own(rich, width):
    window = rich.opened.window
    window.resize(width, 768)
    page = window.go(Place("pupil", (rich.child,)))
    for name in FORMS:
        getattr(page.deeds, name)()
        form = page.room.sheet.form
        assert isinstance(form, Form), name
        assert not clashes(form, MENU_LETTERS | RAIL_DIGITS), name
        assert form.submit.text().count("&") == 1, name
        for field in form.fields.values():
            assert field.label.buddy() is not None, (name, field.words)
        assert all(spoken(one).strip() for one in reached(form)), name
        page.room.put_away()


def test_a_closed_form_gives_the_keyboard_back_where_it_hid_the_page(rich):
    window = rich.opened.window
    window.resize(683, 600)
    page = window.go(Place("pupil", (rich.child,)))
    page.overview.contacts.button.setFocus()
    page.deeds.contact()
    QApplication.processEvents()
    assert not page.overview.contacts.button.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert window.focusWidget() is page.overview.contacts.button


def test_a_form_outlives_the_button_that_opened_it(rich):
    window = rich.opened.window
    page = window.go(Place("pupil", (rich.child,)))
    row = next(one for one in page.overview.contacts.findChildren(QAbstractButton) if one.text() == "Edit")
    row.setFocus()
    row.click()
    form = page.room.sheet.form
    assert form is not None
    row.setParent(None)
    row.deleteLater()
    del row
    QApplication.sendPostedEvents(None, 52)  # the page was read anew, and its rows are others
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert page.room.sheet.form is None


def test_letters_are_given_once_and_the_first_keep_theirs():
    assert give_out(["&Save", "&Strengths", "What is &hard"]) == ["&Save", "S&trengths", "&What is hard"]
    assert give_out(["A", "&A"]) == ["A", "&A"]
    assert give_out(["Provision && cost"], rather_not="p") == ["Provision && &cost"]
