"""The timeline by mouse and keys, in step with its list, remembered, said aloud, and on its way to paper."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.terms import in_words
from senco_desk.services import records, trail
from senco_desk.services.trail import Asked
from senco_desk.store import nouns
from senco_desk.ui.announcing import announcements
from senco_desk.ui.pages import Place
from senco_desk.ui.theme import colour
from tests import desk_window
from tests.builders import TODAY
from tests.screens import cells, press, texts

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def amelia(children, desk):
    pupil = children["amelia"]
    (status,) = nouns.STATUSES.of(desk.store, pupil_id=pupil.id)
    with desk.store.change("Change status") as change:
        change.save(nouns.STATUSES, status.model_copy(update={"start": date(2025, 9, 8)}))
    for on, text, kind in (
        (date(2025, 9, 15), "Rang home about sleep.", "call"),
        (date(2026, 1, 12), "Settled in class.", "note"),
        (date(2026, 10, 5), "Wrote about glasses.", "email"),
    ):
        records.add(desk, NoteDraft(pupil_id=pupil.id, on=on, text=text, kind=kind, with_whom="Ms O’Neill"))
    records.add(desk, MeetingDraft(pupil_id=pupil.id, on=date(2026, 10, 9), discussed="Reading at home"))
    records.add(desk, InvolvementDraft(pupil_id=pupil.id, profession="CAMHS", asked_on=date(2026, 10, 1)))
    records.add(
        desk, CommitmentDraft(pupil_id=pupil.id, made_on=date(2026, 10, 9), who="Ms O’Neill", what="Bring the glasses")
    )
    return pupil


@pytest.fixture
def tab(amelia, opened):
    page = opened.window.go(Place("pupil", (amelia.id, "chronology")))
    QApplication.processEvents()
    return page.chronology


@pytest.fixture
def view(tab):
    tab.view.setFocus()
    QApplication.processEvents()
    return tab.view


@pytest.fixture
def said():
    heard = []

    def hear(words, _urgent):
        heard.append(words)

    announcements.said.connect(hear)
    yield heard
    announcements.said.disconnect(hear)


def key_of(tab, title):
    return next(key for key in tab.view.timeline.places if key[3] == title)


def middle(tab, title):
    """The middle of an entry's mark in the viewport, scrolled into view."""
    tab.view.choose(key_of(tab, title))
    tab.view.choose(None)
    return tab.view.area_of(key_of(tab, title)).center().toPoint()


def wheel(view, at, turned, held=NONE):
    event = QWheelEvent(
        QPointF(at), view.viewport().mapToGlobal(QPointF(at)), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def chosen(view):
    return view.chosen_event.title if view.chosen_event else ""


def picked(tab):
    return [each.event.title for each in tab.table.selected_rows()]


def test_the_record_is_drawn_in_lanes_and_told_in_a_sentence(tab):
    assert [lane.id for lane in tab.view.timeline.lanes] == [
        "status", "cycles", "contacts", "promises", "views", "professionals"
    ]  # fmt: skip
    said = tab.view.accessibleDescription()
    assert "Timeline from 8 September 2025 to " in said
    assert "Meetings and contacts 4" in said
    assert tab.view.accessibleName() == "Timeline"


def test_a_click_chooses_in_the_list_and_the_list_chooses_in_the_picture(tab):
    QTest.mouseClick(tab.view.viewport(), LEFT, NONE, middle(tab, "Phone call with Ms O’Neill"))
    assert picked(tab) == ["Phone call with Ms O’Neill"]
    assert "Rang home about sleep." in texts(tab.beside)
    line = next(at for at, row in enumerate(cells(tab.table)) if row[2] == "Meeting with parents")
    tab.table.selectRow(line)
    assert chosen(tab.view) == "Meeting with parents"
    assert tab.view.accessibleDescription().startswith("9 October 2026. Meeting with parents")


def test_a_bar_is_chosen_by_clicking_anywhere_on_it(tab):
    area = tab.view.area_of(key_of(tab, "SEN Support"))
    QTest.mouseClick(tab.view.viewport(), LEFT, NONE, QPoint(int(area.right()) - 6, int(area.center().y())))
    assert picked(tab) == ["SEN Support"]


def test_a_double_click_opens_where_it_comes_from(tab, opened):
    at = middle(tab, "Meeting with parents")
    QTest.mouseClick(tab.view.viewport(), LEFT, NONE, at)
    QTest.mouseDClick(tab.view.viewport(), LEFT, NONE, at)
    form = opened.window.page("pupil").room.sheet.form
    assert form.title.text().startswith("Edit meeting · Amelia")


def test_arrows_walk_the_entries_in_the_order_of_their_days_and_each_is_said(tab, view, said):
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert chosen(view) == "SEN Support"
    order = [mark.event.title for mark in view.timeline.marks]
    walked = [chosen(view)]
    for _ in order[1:]:
        QTest.keyClick(view, Qt.Key.Key_Right)
        walked.append(chosen(view))
    assert walked == order
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert chosen(view) == order[-1], "the last stays"
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert chosen(view) == order[-2]
    assert said[0] == ("8 September 2025. Status. SEN Support, SENCO. Progress slower than before. It goes on.")
    assert said[1].startswith("15 September 2025. Phone call with Ms O’Neill. Rang home about sleep.")
    assert len(said) >= len(order)
    assert picked(tab) == [chosen(view)]


def test_what_a_key_or_a_button_changes_is_said_and_so_is_that_it_goes_no_further(tab, view, said):
    for key, held in ((Qt.Key.Key_Plus, NONE), (Qt.Key.Key_PageUp, NONE), (Qt.Key.Key_PageDown, NONE),
                      (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier), (Qt.Key.Key_0, NONE)):  # fmt: skip
        QTest.keyClick(view, key, held)
        shown = view.window_shown
        assert said.pop() == f"{in_words(shown.first)} to {in_words(shown.last)}", key
        assert said == []
    for words in ("This term", "This year", "Whole record", "+", "−"):
        press(tab.bar, words)
        assert said.pop() == f"{in_words(view.window_shown.first)} to {in_words(view.window_shown.last)}", words
    QTest.keyClick(view, Qt.Key.Key_End)
    said.clear()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert said == ["Last entry", "Last entry"]
    QTest.keyClick(view, Qt.Key.Key_Home)
    said.clear()
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert said == ["First entry", "First lane", "Status folded", "Status unfolded"]
    assert "Space folds" in view.whatsThis()


def test_at_200_percent_all_of_the_chosen_entry_stands_below_the_list(tab, opened):
    tab.view.setFocus()
    beside = tab.beside
    assert beside.mapTo(tab, QPoint(0, 0)).x() > tab.table.mapTo(tab, QPoint(0, 0)).x()
    opened.window.resize(683, 384)  # 1366 x 768 at 200 %
    QApplication.processEvents()
    QTest.keyClick(tab.view, Qt.Key.Key_End)
    QApplication.processEvents()
    assert beside.isVisible()
    assert beside.mapTo(tab, QPoint(0, 0)).y() >= tab.table.mapTo(tab, QPoint(0, tab.table.height())).y()
    assert abs(beside.width() - tab.table.width()) <= 2
    assert chosen(tab.view) in texts(beside)
    assert beside.height() >= beside.widget().sizeHint().height(), "the page scrolls, and not a slit of it"
    opened.window.resize(1366, 768)
    QApplication.processEvents()
    assert beside.mapTo(tab, QPoint(0, 0)).x() > tab.table.mapTo(tab, QPoint(0, 0)).x()


def test_a_small_mark_is_met_a_little_beside_it_and_a_folded_lane_is_high_enough(tab, view):
    at = middle(tab, "Meeting with parents")
    assert view._found(QPointF(at) + QPointF(0, view.area_of(key_of(tab, "Meeting with parents")).height() / 2 + 4))
    for lane in [each.id for each in view.timeline.lanes]:
        tab.bar.fold(lane)
        assert view.lane_area(lane).height() >= 24, lane
        tab.bar.fold(lane)


def test_up_and_down_go_from_lane_to_lane(view):
    QTest.keyClick(view, Qt.Key.Key_End)
    lanes = []
    for _ in range(8):
        lanes.append(view.timeline.marks[view.timeline.places[view.chosen_event.key]].lane)
        QTest.keyClick(view, Qt.Key.Key_Up)
    assert lanes[-1] == "status"
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert chosen(view).startswith("Cycle 1")


def test_enter_opens_what_is_chosen(tab, view, opened):
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.window.page("pupil").room.sheet.form is not None


def test_tab_leaves_the_picture_so_that_nobody_is_caught_in_it(tab, view):
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert not view.hasFocus()


def test_the_wheel_with_ctrl_zooms_about_the_pointer(view):
    before = view.window_shown
    scale = view.scale()
    at = QPoint(int(scale.left + scale.width * 0.7), 60)
    day = scale.day_at(at.x())
    wheel(view, at, 120, Qt.KeyboardModifier.ControlModifier)
    wheel(view, at, 120, Qt.KeyboardModifier.ControlModifier)
    assert view.window_shown.days < before.days / 2
    assert abs((view.scale().day_at(at.x()) - day).days) <= 3
    wheel(view, at, -240, Qt.KeyboardModifier.ControlModifier)
    wheel(view, at, -240, Qt.KeyboardModifier.ControlModifier)
    assert view.window_shown == before


def test_keys_zoom_and_move_and_buttons_show_a_term_a_year_and_the_whole(tab, view):
    whole = view.window_shown
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    near = view.window_shown
    assert near.first <= TODAY <= near.last
    assert near.days < whole.days / 2
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.window_shown.days == near.days
    assert view.window_shown.first < near.first
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.window_shown == whole
    press(tab.bar, "This term")
    assert view.window_shown.first == date(2026, 9, 1)
    assert view.window_shown.last > TODAY
    press(tab.bar, "This year")
    assert view.window_shown.first == date(2026, 9, 1)
    press(tab.bar, "Whole record")
    assert view.window_shown == whole
    view.horizontalScrollBar().setValue(0)
    press(tab.bar, "+")
    press(tab.bar, "−")
    assert abs(view.window_shown.days - whole.days) <= 2


def test_dragging_moves_the_days(view):
    press_at = QPoint(int(view.scale().left + view.scale().width * 0.5), view.viewport().height() - 8)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    before, per_day = view.window_shown, view.scale().per_day
    QTest.mousePress(view.viewport(), LEFT, NONE, press_at)
    QTest.mouseMove(view.viewport(), press_at + QPoint(120, 0))
    QTest.mouseRelease(view.viewport(), LEFT, NONE, press_at + QPoint(120, 0))
    assert (before.first - view.window_shown.first).days == round(120 / per_day)
    assert view.window_shown.days == before.days


def test_a_lane_folds_by_its_name_is_hidden_by_the_menu_and_both_are_remembered(tab, opened, amelia, children):
    view = tab.view
    high = view.lane_area("cycles").height()
    QTest.mouseClick(view.viewport(), LEFT, NONE, view.lane_area("cycles").topLeft().toPoint() + QPoint(20, 10))
    assert 24 <= view.lane_area("cycles").height() < high
    menu = tab.bar.open_menu(QPoint(10, 10))
    entry = next(action for action in menu.actions() if action.text() == "Promises")
    assert entry.isChecked()
    entry.trigger()
    menu.hide()
    assert view.lane_area("promises").isNull()
    assert tab._context.settings.value("timeline/folded") == "cycles"
    opened.window.go(Place("pupil", (children["grace"].id, "chronology")))
    opened.window.go(Place("pupil", (amelia.id, "chronology")))
    assert view.lane_area("promises").isNull()
    QTest.mouseClick(view.viewport(), LEFT, NONE, view.lane_area("cycles").topLeft().toPoint() + QPoint(20, 5))
    assert view.lane_area("cycles").height() == high


def test_typing_and_chips_narrow_the_list_and_pale_the_picture(tab, view):
    tab.filter.show_typed("glasses")
    assert sorted(row[2] for row in cells(tab.table)) == ["E-mail, Ms O’Neill", "Promised by Ms O’Neill"]
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert chosen(view) == "E-mail, Ms O’Neill"
    tab.filter.show_typed("")
    press(tab.chips, "Promises")
    assert [row[1] for row in cells(tab.table)] == ["Promise"]
    press(tab.chips, "Promises")
    assert len(cells(tab.table)) == len(view.timeline.marks)


def test_the_list_tells_the_day_of_the_event_from_the_day_it_was_entered(tab, desk):
    headers = [column.words for column in tab.table.rows.columns]
    assert headers == ["Day", "Kind", "What happened", "Who", "Entered on", "Source"]
    call = next(row for row in cells(tab.table) if row[1] == "Phone call")
    assert call[0] == "15 Sep 2025"
    assert call[3] == "Ms O’Neill"
    assert call[4] == "20 Nov 2026"
    assert call[5] == "Typed"
    assert tab.count.text() == (
        "10 entries · 2 gaps of more than six school weeks, the longest: no recorded activity 13 Jan – 11 Sep 2026, 23"
        " school weeks"
    )
    tab.table.select(key_of(tab, "Phone call with Ms O’Neill"))
    assert any(f"Entered on 20 November 2026. Typed by {desk.me.name}." in words for words in texts(tab.beside))


def test_a_hovered_thing_shows_its_words_as_plain_text(tab, desk, amelia, opened):
    records.add(desk, NoteDraft(pupil_id=amelia.id, on=date(2026, 3, 2), text="<b>Bold</b> & brave"))
    page = opened.window.page("pupil")
    page.reload()
    found = tab.view._found(QPointF(middle(tab, "Note")))
    assert found
    words = tab.view._tip_words(found, QPointF(middle(tab, "Note")))
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; brave" in words


def test_add_note_asks_for_a_note_about_this_child(tab, opened, monkeypatch):
    asked = []
    monkeypatch.setattr(opened.window.page("pupil")._context, "write_note", asked.append, raising=False)
    press(tab.bar, "Add note")
    assert len(asked) == 1


def test_the_pages_are_shown_saved_and_noted(tab, opened, desk, amelia, tmp_path, qtbot):
    press(tab.bar, "Print…")
    qtbot.waitUntil(lambda: tab.paper.pane.view.count >= 2)
    path = tmp_path / "t.pdf"
    with qtbot.waitSignal(tab.paper.save(path).ended):
        pass
    assert path.read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(tab.paper.saved.isVisible)
    noted = [(entry.deed, entry.what, entry.pupil_id) for entry in trail.listed(desk, Asked(deed="export")).entries]
    assert noted == [("export", "Timeline and chronology, PDF file", amelia.id)]
    tab.paper.print()
    tab.paper.leaving.printing.dialog.reject()
    tab.paper.leaving.printing.printed.emit(2)
    (printed,) = trail.listed(desk, Asked(deed="print")).entries
    assert printed.what == "Timeline and chronology, 2 pages"
    QTest.keyClick(tab.paper.back, Qt.Key.Key_Escape)
    assert tab.view.isVisible()
    tab.paper.pane.view.stop()


def test_a_child_with_nothing_recorded_is_met_with_a_sentence_and_a_button(opened, children):
    page = opened.window.go(Place("pupil", (children["zoe"].id, "chronology")))
    assert any("Nothing has been recorded about this child yet." in words for words in texts(page.chronology))


def test_ten_years_and_five_hundred_entries_are_painted_within_a_glance(tab, opened, desk, amelia):
    first = date(2016, 11, 21)
    drafts = [
        NoteDraft(pupil_id=amelia.id, on=first + timedelta(days=7 * number), text=f"Note {number} of many.")
        for number in range(500)
    ]
    with desk.store.change("Add notes") as change:
        change.add_all(nouns.NOTES, drafts)
    page = opened.window.page("pupil")
    began = perf_counter()
    page.reload()
    loaded = perf_counter() - began
    view = tab.view
    assert len(view.timeline.marks) > 500
    picture = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    began = perf_counter()
    for _ in range(5):
        view.zoom(1.2)
        view.viewport().render(picture)
    painted = (perf_counter() - began) / 5
    assert painted < 0.4, painted
    assert loaded < 2.5, loaded


def test_the_ring_is_to_be_seen_on_what_is_chosen(tab, view):
    picture = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    QTest.keyClick(view, Qt.Key.Key_Home)
    area = view.area_of(view.chosen_event.key)
    view.viewport().render(picture)
    with_ring = picture.pixelColor(int(area.left()) - 3, int(area.center().y())).name()
    view.choose(None)
    view.viewport().render(picture)
    assert picture.pixelColor(int(area.left()) - 3, int(area.center().y())).name() != with_ring


def test_the_picture_shows_that_it_has_the_keyboard_also_with_nothing_chosen(tab, view, theme):
    view.choose(None)
    view.ensurePolished()

    def edge():
        QApplication.processEvents()
        picture = view.grab().toImage()
        return [picture.pixelColor(view.width() // 2, down).name() for down in (0, 1)]

    accent = colour("accent").name()
    assert edge() == [accent, accent]
    tab.table.setFocus()
    assert accent not in edge()
