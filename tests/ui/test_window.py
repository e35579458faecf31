"""The window as a person walks it: rail, keys, back and forward, search, undo, narrow and wide."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMessageBox

from senco_desk.domain.problems import TroubleError
from senco_desk.ui.actions import Action
from senco_desk.ui.cards import Card, Chips, EmptyState, FactRow, QuoteBox, Tabs, button
from senco_desk.ui.charts import SpendCurve, SpendLines, nice_step, value_on
from senco_desk.ui.marks import mark
from senco_desk.ui.outcome_bars import OutcomeBar, OutcomeBars
from senco_desk.ui.pages import Page, PageSpec, Place
from senco_desk.ui.sections import SectionList
from senco_desk.ui.theme import unit
from senco_desk.ui.unlock import UnlockWindow
from senco_desk.ui.window import MainWindow, Shell
from senco_desk.ui.work import Work


@dataclass(frozen=True)
class Changed:
    nouns: frozenset[str]
    label: str


class Register(Page):
    nouns = frozenset({"pupil", "cycle"})
    can_filter = True

    def __init__(self):
        super().__init__()
        self.loads = 0
        self.head("Register", button("Add pupil", kind="primary"))
        self.field = QLineEdit()
        self.body.addWidget(self.field)
        self.body.addStretch(1)

    def reload(self):
        self.loads += 1

    def start_filter(self):
        self.field.setFocus()
        return True


class Costs(Register):
    nouns = frozenset({"cost"})
    can_filter = False


class Desk:
    """A window with what it was built from."""

    def __init__(self, settings):
        self.undone = []
        self.words = ("Record review", "")
        self.work = Work()
        pages = (
            PageSpec("register", "&Register", "register", Register),
            PageSpec("costs", "&Costs", "costs", Costs),
            PageSpec("pupil", "Pupil", "pupil", Costs, under="register"),
        )
        self.window = MainWindow(
            Shell(
                pages,
                self.work,
                settings,
                actions=(Action("pupil.add", "&Add pupil…", "Pupil", page="register"),),
                undo=lambda: self.undone.append(True),
                undo_words=lambda: self.words,
            )
        )


@pytest.fixture
def desk(shown, settings):
    made = Desk(settings)
    shown(made.window)
    return made


def test_pages_are_made_when_first_shown_and_back_and_forward_walk_them(desk):
    window = desk.window
    assert window.made_pages() == ("register",)
    window.go(Place("pupil", ("p1",)))
    window.go(Place("costs"))
    for key, page in ((Qt.Key.Key_Left, "pupil"), (Qt.Key.Key_Left, "register"), (Qt.Key.Key_Right, "pupil")):
        QTest.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert window.history.here.page == page
    assert window.current_page().place.args == ("p1",)
    assert not window.registry.qaction("view.back").isEnabled() or window.history.can_back


def test_the_rail_and_its_keys_lead_to_pages_and_say_what_waits(desk, qtbot):
    window = desk.window
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.history.here == Place("costs")
    entries = {made.page.id: made for made in window.rail.findChildren(QAbstractButton)}
    assert set(entries) == {"register", "costs"}
    window.count("costs", 4)
    assert entries["costs"].accessibleName() == "Costs, 4 waiting"
    qtbot.mouseClick(entries["register"], Qt.MouseButton.LeftButton)
    assert window.history.here == Place("register")
    window.go(Place("pupil"))
    assert entries["register"].isChecked()


def test_a_change_reloads_the_page_on_show_and_marks_others_stale(desk):
    window = desk.window
    register = window.page("register")
    window.go(Place("costs"))
    costs = window.current_page()
    before = (register.loads, costs.loads)
    desk.work.tell(Changed(frozenset({"cycle"}), "Record review"))
    assert (register.loads, costs.loads) == before
    assert register.stale
    window.go(Place("register"))
    assert register.loads == before[0] + 1
    desk.work.tell(Changed(frozenset({"pupil"}), "Add pupil"))
    assert register.loads == before[0] + 2


def test_undo_names_the_deed_and_the_foot_offers_it(desk, qtbot):
    window = desk.window
    action = window.registry.qaction("desk.undo")
    assert action.text() == "&Undo record review"
    desk.work.said.emit("Review recorded", True)
    assert window.toast.isVisible()
    assert window.toast.words.text() == "Review recorded"
    qtbot.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    assert desk.undone == [True]
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.undone == [True, True]
    desk.words = ("", "EHC plan issued")
    window.refresh_undo()
    assert not action.isEnabled()
    assert action.text() == "&Undo"
    assert window.registry.qaction("desk.redo").text() == "&Redo EHC plan issued"


def test_search_filter_lock_and_the_sheet_are_at_hand(desk, qtbot):
    window = desk.window
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.bar.search, "costs")
    QTest.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert window.history.here == Place("costs")
    assert not window.registry.run("page.filter")
    window.go(Place("register"))
    assert window.registry.run("page.filter")
    assert window.focusWidget() is window.page("register").field
    with qtbot.waitSignal(window.locking):
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_every_action_of_the_window_is_in_a_menu(desk):
    window = desk.window
    inside = {action.data() for menu in window.menuBar().actions() for action in menu.menu().actions()}
    assert {row.id for row in window.registry.rows()} <= inside


def test_trouble_opens_a_dialog_that_is_not_waited_for(desk):
    desk.work.report(TroubleError("The disk is full.", "Your records are safe.", "Free some space."))
    boxes = desk.window.findChildren(QMessageBox)
    assert [box.text() for box in boxes] == ["The disk is full."]
    boxes[0].close()


def test_it_is_usable_at_1100_by_640_and_narrower_still(desk):
    window = desk.window
    window.show_school("Riverbank Primary · 2026/27")
    window.show_saved(mark("good", "Saved 10:42"))
    window.bar.show_backup(mark("none", "Backup today 08:05"))
    for width, height in ((1366, 768), (1100, 640), (683, 384)):
        window.resize(width, height)
        assert (window.width(), window.height()) == (width, height)
        lock = window.bar.lock
        assert lock.mapTo(window, QPoint(lock.width(), 0)).x() <= width
        assert window.bar.saved.isVisible()
    assert window.rail.narrow
    window.resize(1366, 768)
    assert not window.rail.narrow


def test_size_and_side_bar_are_remembered_and_nothing_else(desk, settings, shown):
    desk.window.resize(1200, 700)
    desk.window.registry.run("view.rail")
    desk.window.resize(780, 600)  # what the screen of the tests can hold
    desk.window.close()
    again = Desk(settings)
    shown(again.window)
    assert (again.window.width(), again.window.height()) == (780, 600)
    again.window.resize(1200, 700)
    assert again.window.rail.narrow
    assert set(settings.allKeys()) == {"window/geometry", "window/narrow"}


def test_on_a_small_laptop_the_first_window_takes_all_there_is(settings):
    window = Desk(settings).window
    room = window.screen().availableSize()
    assert room.width() < unit(180)  # as a laptop's is
    assert room.width() - unit(3) < window.width() < room.width()
    assert window.height() < room.height()


def test_every_button_and_field_of_the_shell_has_an_accessible_name(desk):
    for widget in [*desk.window.findChildren(QAbstractButton), desk.window.bar.search]:
        if widget.objectName() != "qt_menubar_ext_button":
            assert widget.accessibleName() or widget.text(), widget


def test_another_theme_is_worn_while_the_window_is_open(desk, theme):
    before = desk.window.grab().toImage()
    theme.wear("dark", "standard")
    assert desk.window.grab().toImage() != before


def test_the_pieces_of_a_page_say_what_they_show(shown, qtbot):
    card = Card("In words")
    fact = FactRow("Sessions", "18 of 21 given")
    late = FactRow("Review", mark("over", "6 days late"))
    chips = Chips([("k", "SEN Support"), ("e", "EHC plan")], on=["k"])
    tabs = Tabs([("o", "Overview"), ("d", "Documents")])
    begun = []
    empty = EmptyState("No notes yet.", "Write a note", lambda: begun.append(True))
    sections = SectionList()
    sections.show_lines([("a", mark("over", "Educational psychologist"), "—")])
    for piece in (fact, late, chips, tabs, empty, QuoteBox("I like drawing."), sections):
        card.add(piece)
    shown(card)
    assert fact.accessibleName() == "Sessions: 18 of 21 given"
    assert late.accessibleName() == "Review: 6 days late (overdue)"
    with qtbot.waitSignal(chips.changed) as changed:
        qtbot.mouseClick(chips.findChildren(QAbstractButton)[1], Qt.MouseButton.LeftButton)
    assert changed.args == [("k", "e")]
    tabs.count("d", 14)
    with qtbot.waitSignal(tabs.chosen) as chosen:
        tabs.choose("d")
    assert chosen.args == ["d"]
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert begun == [True]
    line = sections.findChild(QAbstractButton)
    with qtbot.waitSignal(sections.chosen) as chosen:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert chosen.args == ["a"]
    assert line.accessibleName() == "Educational psychologist, overdue, —"


def test_the_spend_curve_reads_a_day_out_by_keyboard(shown):
    start, today, end = date(2026, 9, 1), date(2026, 11, 30), date(2027, 7, 20)
    curve = SpendCurve()
    curve.resize(700, 300)
    shown(curve)
    curve.show_lines(
        SpendLines(
            start, end, today,
            to_date=((start, 0), (today, 1_705_00)), planned=((start, 0), (end, 5_600_00)),
            forecast=((today, 1_705_00), (end, 6_320_00)), low=((today, 1_705_00), (end, 5_940_00)),
            high=((today, 1_705_00), (end, 6_700_00)), threshold=6_000_00, threshold_words="£6,000 additional",
            crossing=date(2027, 7, 1), sentence="£1,705 given so far.",
        )
    )  # fmt: skip
    assert curve.accessibleDescription() == "£1,705 given so far."
    QTest.keyClick(curve, Qt.Key.Key_End)
    assert curve.read_out() == "20 Jul 2027 · planned £5,600 · forecast £6,320 (£5,940 to £6,700)"
    assert curve.accessibleDescription() == curve.read_out()
    assert not curve.grab().isNull()
    QTest.keyClick(curve, Qt.Key.Key_Home)
    assert curve.read_out() == "1 Sep 2026 · to date £0 · planned £0"
    QTest.keyClick(curve, Qt.Key.Key_Escape)
    assert curve.read_out() == ""


def test_a_line_is_straight_between_its_points_and_nothing_outside_them():
    line = ((date(2026, 9, 1), 0), (date(2026, 9, 11), 1000))
    assert value_on(line, date(2026, 9, 6)) == 500
    assert value_on(line, date(2026, 9, 1) - timedelta(days=1)) is None
    assert value_on((), date(2026, 9, 1)) is None
    assert [nice_step(top) for top in (500_00, 6_000_00, 40_000_00)] == [100_00, 1_000_00, 5_000_00]


def test_outcome_bars_say_where_it_began_and_where_it_is(shown):
    bars = OutcomeBars()
    bars.show_bars([OutcomeBar("Two-part instructions", 4, 7, 8, 10), OutcomeBar("Words", 22, 10, 60, 80)])
    shown(bars)
    assert bars.accessibleDescription().startswith("Two-part instructions: 4 to 7, aim 8")
    assert not bars.grab().isNull()


def test_unlocking_works_off_the_windows_thread_and_a_wrong_passphrase_stays_typed(shown, qtbot):
    def open_desk(passphrase):
        if passphrase != "correct horse":
            raise TroubleError("That passphrase does not open these records.", "Nothing changed.", "Please try again.")
        return "a desk"

    window = shown(UnlockWindow("Riverbank Primary", open_desk))
    QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    assert "type the passphrase" in window.problem.text()
    QTest.keyClicks(window.passphrase, "wrong")
    with qtbot.waitSignal(window.unlocked_with) as given:
        QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    assert given.args == ["wrong"]
    qtbot.waitUntil(lambda: not window.opening)
    assert "does not open these records" in window.problem.text()
    assert window.passphrase.text() == "wrong"
    window.passphrase.clear()
    QTest.keyClicks(window.passphrase, "correct horse")
    with qtbot.waitSignal(window.unlocked) as unlocked:
        QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    assert unlocked.args == ["a desk"]
    assert window.passphrase.text() == ""


def test_without_a_school_the_window_offers_the_ways_to_begin(shown, qtbot):
    window = shown(UnlockWindow())
    assert not window.passphrase.isVisible()
    for made, told in (
        (window.demo, window.demo_wanted),
        (window.new, window.new_wanted),
        (window.other, window.other_wanted),
    ):
        with qtbot.waitSignal(told):
            qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
