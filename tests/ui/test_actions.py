"""Actions as data: what the rows say is what menus, search and the shortcut sheet offer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from senco_desk.ui.actions import WINDOW_ACTIONS, Action, Actions
from senco_desk.ui.search import Hit, SearchField, action_hits, fuzzy
from senco_desk.ui.shortcut_sheet import ShortcutSheet, sheet_groups

ROWS = (
    Action("review.record", "&Record review…", "Pupil", "Ctrl+R", enabled_when="pupil open", tip="Say how it went."),
    Action("note.add", "Add &note…", "Pupil", "Ctrl+Shift+N", page="pupil"),
    Action("desk.search", "&Search", "Edit", "Ctrl+K"),
)


@pytest.fixture
def window(shown):
    return shown(QMainWindow())


def test_an_action_is_possible_when_it_is_bound_its_page_shows_and_its_state_holds(window):
    actions = Actions(ROWS, window)
    done = []
    assert not actions.run("review.record")
    actions.bind("review.record", lambda: done.append("review"))
    assert not actions.run("review.record")
    actions.set_states(pupil_open=True)
    assert actions.run("review.record")
    actions.bind("note.add", lambda: done.append("note"))
    assert not actions.run("note.add")
    actions.show_page("pupil")
    assert actions.run("note.add")
    actions.set_states(pupil_open=False)
    assert not actions.run("review.record")
    assert done == ["review", "note"]


def test_two_rows_cannot_share_an_id_or_a_key_of_the_same_page(window):
    actions = Actions(ROWS, window)
    with pytest.raises(ValueError, match="two actions"):
        actions.add(Action("note.add", "x"))
    with pytest.raises(ValueError, match="share the shortcut"):
        actions.add(Action("other", "x", shortcut="Ctrl+Shift+N"))
    actions.add(Action("elsewhere", "x", shortcut="Ctrl+Shift+N", page="costs"))


def test_menus_hold_every_row_of_theirs_and_empty_ones_are_left_out(window):
    actions = Actions(ROWS, window)
    actions.fill(window.menuBar())
    menus = {entry.text(): [action.data() for action in entry.menu().actions()] for entry in window.menuBar().actions()}
    assert menus == {"&Edit": ["desk.search"], "&Pupil": ["review.record", "note.add"]}


def test_a_button_follows_its_action(window, qtbot):
    actions = Actions(ROWS, window)
    button = actions.button("review.record", kind="primary")
    qtbot.addWidget(button)
    assert not button.isEnabled()
    done = []
    actions.bind("review.record", lambda: done.append(1))
    actions.set_states(pupil_open=True)
    actions.say("review.record", "Record &second review…")
    assert button.accessibleName() == "Record second review"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]


def test_the_windows_own_rows_have_words_tips_and_keys_that_do_not_clash(window):
    actions = Actions(WINDOW_ACTIONS, window)
    assert all(row.plain and row.menu for row in actions.rows())
    keys = {key for row in actions.rows() for key in row.shortcut.split("; ")}
    assert {"Ctrl+K", "Ctrl+L", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+F", "Ctrl+N", "Ctrl+P", "F1", "F2"} <= keys


def test_the_shortcut_sheet_lists_every_key(window, qtbot):
    actions = Actions(ROWS, window)
    listed = {words for _, rows in sheet_groups(actions) for words, _ in rows}
    assert {"Record review", "Add note", "Search"} <= listed
    sheet = ShortcutSheet(actions, window)
    sheet.show()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_search_finds_commands_and_what_providers_know_and_enter_chooses(window, qtbot):
    actions = Actions(ROWS, window)
    done = []
    actions.bind("review.record", lambda: done.append("review"))
    actions.set_states(pupil_open=True)
    field = SearchField(window)
    window.setCentralWidget(field)
    field.add_provider(action_hits(actions))
    field.add_provider(
        lambda typed: [
            Hit("Amelia O’Neill", "Y4", "pupil", lambda: done.append("amelia"), fuzzy(typed, "Amelia O’Neill"))
        ]
    )
    field.begin()
    QTest.keyClicks(field, "ame")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert done == ["amelia"]
    field.begin()
    QTest.keyClicks(field, "rec rev")
    qtbot.waitUntil(lambda: bool(field.hits()) and field.hits()[0].words == "Record review…")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert done == ["amelia", "review"]
    field.begin()
    QTest.keyClicks(field, "zzz")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert field.hits() == []


def test_fuzzy_puts_beginnings_first_and_wants_every_letter():
    assert fuzzy("rr", "Record review") > fuzzy("rr", "Narrow side bar") - 0.7
    assert fuzzy("record", "Record review") > fuzzy("record", "Open the record")
    assert fuzzy("xyz", "Record review") == 0
    assert fuzzy("rvw", "Record review") > 0
