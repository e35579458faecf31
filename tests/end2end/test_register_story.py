"""From an empty desk to a child on the register with a report in the record, and back by undo: one real window."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.services import desks, undoing
from senco_desk.services.contacts_log import Finder
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_cycle, a_pupil, a_status, everything
from tests.papers import a_text_pdf
from tests.screens import choose, press, texts, type_into
from tests.ui import conftest

# The fixtures of the program's window.
desk, opened = desk_window.desk, desk_window.opened
nothing_left_behind, settings, theme = conftest.nothing_left_behind, conftest.settings, conftest.theme


def test_a_child_is_put_on_the_register_found_documented_and_taken_back(desk, opened, tmp_path, qtbot):
    window = opened.window

    def ctrl(key):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)

    for number, (forename, surname) in enumerate((("Max", "Hughes"), ("Mei", "Lee"), ("Jakub", "Brown"))):
        child = a_pupil(desk, legal_forename=forename, legal_surname=surname, year_group=str(number + 2))
        if forename != "Jakub":
            a_status(desk, child, "K", ("SEMH",))
            a_cycle(desk, child, review_due=date(2026, 12, 1 + number))
    jakub = Finder(desk).find("jakub")[0]

    # The register by its key: two children, and the third is found on the whole roll.
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    page = window.current_page()
    assert page.count.text() == "2 of 3 pupils shown · 2 SEN Support"
    press(page.chips, "Not on the register")
    ctrl(Qt.Key.Key_F)
    QTest.keyClicks(window.focusWidget(), "jak")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert [row.name for row in page.table.rows.rows_shown()] == ["Jakub Brown"]
    page.table.selectRow(0)
    press(page.preview, "Open")
    assert window.history.here == Place("pupil", (jakub.id,))

    # On the register, with a reason, a need and the day parents were told.
    child = window.current_page()
    press(child.overview.standing, "Change status…")
    form = child.room.sheet.form
    choose(form, status="K")
    needs = form.fields["needs"].inputs[0]
    needs.setCurrentIndex(needs.findData("SLCN"))
    needs.activated.emit(needs.currentIndex())
    type_into(form, start="2/11/2026", parents_told_on="3/11/2026")
    form.fields["reason"].input.setFocus()
    QTest.keyClicks(form.fields["reason"].input, "Words come slowly; two terms of group work changed little.")
    press(child.room, "Change status")
    assert child.header.line.text() == "Year 4 · 4B · aged 8 · SEN Support since 2 Nov 2026 · SLCN"

    # What he says, and the therapist's report, which is read inside the window.
    press(child.overview.child, "Add their words")
    type_into(child.room.sheet.form, words="I know it but it does not come out.")
    press(child.room, "Save")
    report = tmp_path / "Speech report.pdf"
    report.write_bytes(a_text_pdf("Jakub was seen at school.", "Advice"))
    press(child.tabs, "Documents")
    with qtbot.waitSignal(child.documents.add_files([str(report)]).ended):
        pass
    qtbot.waitUntil(lambda: child.room.sheet.form is not None)
    type_into(child.room.sheet.form, author="Ms Ashworth")
    press(child.room, "Save")
    assert child.documents.view.count == 2
    qtbot.waitUntil(lambda: bool(child.documents.view._drawn))
    child.documents.view.stop()

    # Back on the register he is there, with his own words in the panel; a click on the header sorts.
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    press(page, "Clear filters")
    assert page.count.text() == "3 of 3 pupils shown · 3 SEN Support"
    assert page.table.select(jakub.id)
    assert "“I know it but it does not come out.”" in texts(page.preview)
    assert page.views.choose("undated")
    assert [row.name for row in page.table.rows.rows_shown()] == ["Jakub Brown"]
    page.views.usual()
    page.table.horizontalHeader().sectionClicked.emit(1)

    # Undo, deed by deed, from the menu; each names what it takes back, and the last leaves the desk as it began.
    words = []
    while undoing.undo_label(desk) != "Add pupil":
        words.append(window.registry.qaction("desk.undo").text().replace("&", ""))
        window.registry.qaction("desk.undo").trigger()
    assert words == [
        "Undo change document", "Undo attach document", "Undo add view", "Undo change status to SEN Support",
    ]  # fmt: skip
    assert page.count.text() == "2 of 3 pupils shown · 2 SEN Support"
    after_undo = everything(desk)

    # Redo brings one back; locking and the passphrase change nothing.
    window.registry.qaction("desk.redo").trigger()
    assert page.count.text() == "3 of 3 pupils shown · 3 SEN Support"
    window.registry.qaction("desk.undo").trigger()
    folder = desk.store.folder
    opened.lock()
    again = desks.open_with(folder, desks.unlock(folder, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    assert everything(again) == after_undo
    again.close()

    # And what was read from memory was never written in plain.
    plain = b"Jakub was seen at school"
    assert not [path for path in folder.rglob("*") if path.is_file() and plain in path.read_bytes()]
