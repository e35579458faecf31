"""Scans that wait: listed from the folder, looked at, given to a child, and moved to the bin only when asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtTest import QTest

from senco_desk.domain.progress import Silent
from senco_desk.services import arrivals, pupils
from senco_desk.store import health
from senco_desk.ui import scans_page
from senco_desk.ui.pages import Place
from senco_desk.ui.scan_folder import _scan
from tests import desk_window
from tests.papers import a_picture, a_text_pdf
from tests.screens import cells, press, texts

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def folder(tmp_path, settings):
    made = tmp_path / "scans"
    made.mkdir()
    (made / "scan1.pdf").write_bytes(a_text_pdf("A letter about Amelia O'Neill"))
    (made / "scan2.png").write_bytes(a_picture())
    (made / ".hidden.pdf").write_bytes(b"x")
    (made / "empty.pdf").write_bytes(b"")
    (made / "program.exe").write_bytes(b"x")
    settings.setValue("scans/folder", str(made))
    return made


def papers(desk, pupil):
    return pupils.record_of(desk, pupil.id).documents


def test_scans_are_listed_and_given_to_a_child(opened, folder, desk, children, qtbot, monkeypatch):
    amelia = children["amelia"]
    page = opened.window.go(Place("pupil", (amelia.id, "documents")))
    assert page.documents.scans.waiting()
    assert page.documents.waiting.text() == "2 scans waiting"
    page.documents._go_to_scans()
    scans = opened.window.page("scans")
    assert {each[0] for each in cells(scans.table)} == {"scan1.pdf", "scan2.png"}
    assert scans.child.value() == (amelia.id,)
    scans.table.select(next(each.id for each in scans.table.rows.all_rows() if each.path.name == "scan1.pdf"))
    assert scans.pane.view.count == 1
    with qtbot.waitSignal(scans.give_selected().ended):
        pass
    assert [(each.filename, each.about) for each in papers(desk, amelia)] == [("scan1.pdf", "this")]
    assert (folder / "scan1.pdf").exists()  # nothing is taken away unasked
    assert [each[0] for each in cells(scans.table)] == ["scan2.png"]
    assert "not encrypted" in " ".join(texts(scans.lines)) or "anybody at this" in " ".join(texts(scans.lines))
    binned = []
    monkeypatch.setattr(QFile, "moveToTrash", staticmethod(lambda name: binned.append(name) or True))
    press(scans.lines, "Move the file to this computer’s bin")
    assert binned == [str(folder / "scan1.pdf")]
    qtbot.waitUntil(lambda: not scans.lines.lines)
    scans.pane.view.stop()


def test_what_was_dealt_with_stays_off_the_list_and_no_name_is_remembered(opened, folder, children, settings, qtbot):
    (folder / "Amelia report.pdf").write_bytes(a_text_pdf("x"))
    scans = opened.window.go(Place("scans"))
    scans.table.selectAll()
    press(scans, "Not for this list")
    assert cells(scans.table) == []
    assert "Amelia" not in str(settings.value("scans/done"))
    assert len(list(folder.iterdir())) == 6
    (folder / "new.pdf").write_bytes(a_text_pdf("y"))
    qtbot.waitUntil(lambda: [each[0] for each in cells(scans.table)] == ["new.pdf"])
    scans.pane.view.stop()


def test_no_child_chosen_is_said_beside_the_field(opened, folder, children):
    scans = opened.window.go(Place("scans"))
    assert scans.give_selected() is None
    assert scans.child.problem().startswith("Choose one child")
    QTest.keyClicks(scans.child.input, "Grace")
    QTest.keyClick(scans.child.input, Qt.Key.Key_Return)
    assert len(scans.child.value()) == 1
    scans.pane.view.stop()


def test_without_a_folder_it_says_where_one_is_chosen(opened, children):
    scans = opened.window.go(Place("scans"))
    assert scans.stack.currentWidget() is scans.none_chosen
    press(scans.none_chosen, "Choose the folder")
    assert opened.window.page("settings").isVisible()


def test_the_folder_is_chosen_in_settings(opened, folder, settings, tmp_path):
    page = opened.window.go(Place("settings", ("look",)))
    card = page.look.scans
    assert str(folder) in card.where.accessibleName()
    press(card, "No folder")
    assert card.where.accessibleName() == "Folder for scans: None chosen yet"
    card._take(tmp_path)
    assert settings.value("scans/folder") == str(tmp_path)


def choose(scans, name):
    scans.table.select(next(each.id for each in scans.table.rows.all_rows() if each.path.name == name))


def give(scans, qtbot):
    with qtbot.waitSignal(scans.give_selected().ended):
        pass


def test_another_childs_scan_stops_before_anything_is_kept(opened, folder, desk, children, qtbot):
    amelia, grace = children["amelia"], children["grace"]
    scans = opened.window.go(Place("scans", (grace.id,)))
    choose(scans, "scan1.pdf")
    give(scans, qtbot)
    assert papers(desk, grace) == ()
    said = " ".join(texts(scans.lines))
    assert "Stop and look" in said
    assert amelia.name in said
    assert "Nothing has been added" in said
    press(scans.lines, "Leave it out")
    assert papers(desk, grace) == ()
    assert not health.stray_files(desk.store)
    give(scans, qtbot)
    press(scans.lines, "Add it all the same")
    assert [each.about for each in papers(desk, grace)] == ["other"]
    scans.pane.view.stop()


def test_what_is_there_already_is_not_said_to_be_added(opened, folder, desk, children, qtbot):
    amelia = children["amelia"]
    scans = opened.window.go(Place("scans", (amelia.id,)))
    choose(scans, "scan1.pdf")
    give(scans, qtbot)
    (folder / "again.pdf").write_bytes((folder / "scan1.pdf").read_bytes())
    scans.reload()
    choose(scans, "again.pdf")
    said = []
    scans._context.work.said.connect(lambda words, _undo: said.append(words))
    give(scans, qtbot)
    assert len(papers(desk, amelia)) == 1
    assert not [each for each in said if "added" in each]
    assert "in this record already" in " ".join(texts(scans.lines))
    scans.pane.view.stop()


def test_a_file_written_over_since_it_was_looked_at_is_neither_read_nor_binned(
    opened, folder, desk, children, qtbot, monkeypatch
):
    amelia = children["amelia"]
    scans = opened.window.go(Place("scans", (amelia.id,)))
    choose(scans, "scan1.pdf")
    first = (folder / "scan1.pdf").read_bytes()
    (folder / "scan1.pdf").write_bytes(a_text_pdf("Another child altogether"))
    give(scans, qtbot)
    assert papers(desk, amelia) == ()
    assert not health.stray_files(desk.store)
    (folder / "scan1.pdf").write_bytes(first)
    scans.reload()
    choose(scans, "scan1.pdf")
    give(scans, qtbot)
    assert len(papers(desk, amelia)) == 1
    (folder / "scan1.pdf").write_bytes(a_text_pdf("Another child altogether"))
    binned = []
    monkeypatch.setattr(QFile, "moveToTrash", staticmethod(lambda name: binned.append(name) or True))
    press(scans.lines, "Move the file to this computer’s bin")
    assert binned == []
    assert (folder / "scan1.pdf").exists()
    scans.pane.view.stop()


def test_a_file_written_over_while_it_is_read_is_let_go(folder, desk, children, monkeypatch):
    scan = _scan(folder / "scan1.pdf")
    read_in = arrivals.read_in

    def written_over(*given, **more):
        found = read_in(*given, **more)
        scan.path.write_bytes(a_text_pdf("Another child altogether"))
        return found

    monkeypatch.setattr(arrivals, "read_in", written_over)
    ((_, one),) = scans_page._read(desk, children["amelia"].id, [scan], Silent())
    assert "not the file any more" in str(one.trouble)
    assert not health.stray_files(desk.store)
