"""Scans that wait: listed from the folder, looked at, given to a child, and moved to the bin only when asked."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Silent
from senco_desk.services import arrivals, pupils, viewing
from senco_desk.store import health
from senco_desk.ui import folder_looking, scan_folder, scans_page
from senco_desk.ui.folder_looking import Listed, listed_in, scan_of
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import a_pupil
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
    qtbot.waitUntil(lambda: bool(page.documents.scans.waiting()))
    assert page.documents.waiting.text() == "2 scans waiting"
    page.documents._go_to_scans()
    scans = looked(qtbot, opened.window.page("scans"))
    assert {each[0] for each in cells(scans.table)} == {"scan1.pdf", "scan2.png"}
    assert scans.child.value() == (amelia.id,)
    scans.table.select(next(each.id for each in scans.table.rows.all_rows() if each.path.name == "scan1.pdf"))
    qtbot.waitUntil(lambda: scans.pane.view.count == 1)
    with qtbot.waitSignal(scans.give_selected().ended):
        pass
    assert [(each.filename, each.about) for each in papers(desk, amelia)] == [("scan1.pdf", "this")]
    assert (folder / "scan1.pdf").exists()  # nothing is taken away unasked
    assert [each[0] for each in cells(scans.table)] == ["scan2.png"]
    assert "not encrypted" in " ".join(texts(scans.lines)) or "anybody at this" in " ".join(texts(scans.lines))
    press(scans.lines, "Show the record")
    assert [each.filename for each in page.documents.list.documents()] == ["scan1.pdf"]
    opened.window.go(Place("scans"))
    binned = []
    monkeypatch.setattr(QFile, "moveToTrash", staticmethod(lambda name: binned.append(name) or True))
    press(scans.lines, "Move the file to this computer’s bin")
    assert binned == [str(folder / "scan1.pdf")]
    qtbot.waitUntil(lambda: not scans.lines.lines)
    scans.pane.view.stop()


def test_what_was_dealt_with_stays_off_the_list_and_no_name_is_remembered(opened, folder, children, settings, qtbot):
    (folder / "Amelia report.pdf").write_bytes(a_text_pdf("x"))
    scans = looked(qtbot, opened.window.go(Place("scans")))
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


def test_without_a_folder_it_is_chosen_there_and_then_and_settings_follow(opened, children, qtbot, tmp_path):
    look = opened.window.go(Place("settings", ("look",))).look.scans
    scans = opened.window.go(Place("scans"))
    assert scans.stack.currentWidget() is scans.none_chosen
    (tmp_path / "scan1.pdf").write_bytes(a_text_pdf("Amelia O'Neill"))
    press(scans.none_chosen, "Choose the folder")
    dialog = opened.window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    looked(qtbot, scans)
    assert [row[0] for row in cells(scans.table)] == ["scan1.pdf"]
    opened.window.go(Place("settings", ("look",)))
    assert str(tmp_path) in look.where.accessibleName()
    scans.pane.view.stop()


def test_the_folder_is_chosen_in_settings(opened, folder, settings, tmp_path):
    page = opened.window.go(Place("settings", ("look",)))
    card = page.look.scans
    assert str(folder) in card.where.accessibleName()
    press(card, "No folder")
    assert card.where.accessibleName() == "Folder for scans: None chosen yet"
    press(card, "Choose the folder for scans…")
    dialog = opened.window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert settings.value("scans/folder") == str(tmp_path)


def looked(qtbot, scans):
    """The page, once its folder was read, which is done beside the window."""
    qtbot.waitUntil(lambda: scans.scans._looking._folder is None)
    return scans


def choose(scans, name):
    scans.table.select(next(each.id for each in scans.table.rows.all_rows() if each.path.name == name))


def chosen_for(child, name, opened, qtbot):
    """The page of a child's scans, with one of them chosen."""
    scans = looked(qtbot, opened.window.go(Place("scans", (child.id,))))
    choose(scans, name)
    return scans


def give(scans, qtbot):
    with qtbot.waitSignal(scans.give_selected().ended):
        pass


def test_another_childs_scan_stops_before_anything_is_kept(opened, folder, desk, children, qtbot):
    amelia, grace = children["amelia"], children["grace"]
    scans = chosen_for(grace, "scan1.pdf", opened, qtbot)
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
    scans = chosen_for(amelia, "scan1.pdf", opened, qtbot)
    give(scans, qtbot)
    (folder / "again.pdf").write_bytes((folder / "scan1.pdf").read_bytes())
    scans.reload()
    looked(qtbot, scans)
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
    scans = chosen_for(amelia, "scan1.pdf", opened, qtbot)
    first = (folder / "scan1.pdf").read_bytes()
    (folder / "scan1.pdf").write_bytes(a_text_pdf("Another child altogether"))
    give(scans, qtbot)
    assert papers(desk, amelia) == ()
    assert not health.stray_files(desk.store)
    (folder / "scan1.pdf").write_bytes(first)
    scans.reload()
    looked(qtbot, scans)
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
    _saved, scan = scan_of(folder / "scan1.pdf")
    read_in = arrivals.read_in

    def written_over(*given, **more):
        found = read_in(*given, **more)
        scan.path.write_bytes(a_text_pdf("Another child altogether"))
        return found

    monkeypatch.setattr(arrivals, "read_in", written_over)
    ((_, one),) = scans_page._read(desk, children["amelia"].id, [scan], Silent())
    assert "not the file any more" in str(one.trouble)
    assert not health.stray_files(desk.store)


def test_a_folder_that_hangs_holds_nothing_up_and_is_said(opened, folder, children, qtbot, monkeypatch):
    let_go, asked = threading.Event(), []

    def hanging(*given):
        asked.append(given)
        assert let_go.wait(20)
        return listed_in(*given)

    monkeypatch.setattr(folder_looking, "listed_in", hanging)
    page = opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    assert not page.documents.waiting.isVisible()
    scans = opened.window.go(Place("scans"))
    assert scans.stack.currentWidget() is scans.reading
    scans.scans._slow()
    assert "does not answer yet" in " ".join(texts(scans.slow))
    scans.reload()
    scans.reload()
    assert len(asked) == 2, "one for each page; a drive that hangs is not asked again and again"
    with qtbot.waitSignal(opened.context.read_job("Something else", lambda _desk, _watcher: None).ended):
        pass
    let_go.set()
    qtbot.waitUntil(lambda: bool(cells(scans.table)))
    assert {each[0] for each in cells(scans.table)} == {"scan1.pdf", "scan2.png"}
    qtbot.waitUntil(lambda: page.documents.scans._looking._folder is None)
    looked(qtbot, scans)
    scans.pane.view.stop()


def test_a_desk_is_closed_while_the_folder_hangs(opened, folder, monkeypatch):
    let_go = threading.Event()
    monkeypatch.setattr(folder_looking, "listed_in", lambda *given: let_go.wait(20) and listed_in(*given))
    opened.window.go(Place("scans"))
    began = time.monotonic()
    opened.close()
    assert time.monotonic() - began < 5
    let_go.set()


def test_a_folder_that_is_not_there_is_said_and_looked_for_again(opened, folder, children, qtbot):
    aside = folder.rename(folder.with_name("away"))
    scans = looked(qtbot, opened.window.go(Place("scans")))
    assert scans.stack.currentWidget() is scans.gone
    assert "cannot be read now" in " ".join(texts(scans.gone))
    aside.rename(folder)
    press(scans.gone, "Look again")
    looked(qtbot, scans)
    assert len(cells(scans.table)) == 2
    scans.pane.view.stop()


def test_more_than_are_listed_are_counted(opened, folder, children, qtbot, monkeypatch):
    monkeypatch.setattr(scan_folder, "MOST", 3)
    for number in range(4):
        (folder / f"more{number}.txt").write_text("x")
    page = opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    qtbot.waitUntil(lambda: page.documents.waiting.text() == "6 scans waiting")
    scans = looked(qtbot, opened.window.go(Place("scans")))
    assert len(cells(scans.table)) == 3
    assert scans.more.text() == "And 3 more: they are listed once some of these are dealt with."
    scans.table.selectRow(0)
    press(scans, "Not for this list")
    looked(qtbot, scans)
    assert len(cells(scans.table)) == 3
    assert scans.more.text().startswith("And 2 more")
    scans.pane.view.stop()


def test_a_scan_that_could_not_be_kept_waits_and_is_kept_in_a_second_try(
    opened, folder, desk, children, qtbot, monkeypatch
):
    amelia = children["amelia"]
    scans = chosen_for(amelia, "scan1.pdf", opened, qtbot)

    def refuse(*_given):
        raise RefusedError("A roll is being imported, so this was not saved.")

    with monkeypatch.context() as patched:
        patched.setattr(desk.store, "change", refuse)
        give(scans, qtbot)
        assert "scan1.pdf is not in" in " ".join(texts(scans.lines))
        press(scans.lines, "Try again")
        assert len(scans.lines.lines) == 1
        assert papers(desk, amelia) == ()
    press(scans.lines, "Try again")
    looked(qtbot, scans)
    assert [each.filename for each in papers(desk, amelia)] == ["scan1.pdf"]
    assert [each[0] for each in cells(scans.table)] == ["scan2.png"]
    assert "encrypted" in " ".join(texts(scans.lines))
    scans.pane.view.stop()


def test_of_two_scans_for_the_bin_both_that_stay_are_told_and_why(opened, folder, children, qtbot, monkeypatch):
    scans = looked(qtbot, opened.window.go(Place("scans", (children["amelia"].id,))))
    scans.table.selectAll()
    give(scans, qtbot)
    told, said = [], []
    scans._context.work.refused.connect(lambda problems: told.extend(map(str, problems)))
    scans._context.work.said.connect(lambda words, _undo: said.append(words))
    (folder / "scan1.pdf").write_bytes(a_text_pdf("Another child altogether"))
    monkeypatch.setattr(QFile, "moveToTrash", staticmethod(lambda _name: False))
    press(scans.lines, "Move the files to this computer’s bin")
    assert "scan1.pdf: the file was written anew since" in told[-1]
    assert "scan2.png could not be moved to the bin" in told[-1]
    assert said == []
    looked(qtbot, scans)
    scans.pane.view.stop()


def test_a_scan_for_one_of_two_of_a_name_asks_by_the_name_alone(opened, folder, desk, children, qtbot):
    sam, _other = (a_pupil(desk, legal_forename="Sam", legal_surname="Ash", class_name=each) for each in ("2A", "2B"))
    scans = chosen_for(sam, "scan1.pdf", opened, qtbot)
    give(scans, qtbot)
    said = " ".join(texts(scans.lines))
    assert "may not be the paper of Sam Ash." in said
    assert "Nothing has been added to Sam Ash’s record yet." in said
    press(scans.lines, "Leave it out")
    scans.pane.view.stop()


@pytest.mark.parametrize("way_round", ["no folder", "another folder"])
def test_a_folder_that_hung_and_is_chosen_again_answers_late_and_holds_nothing_up(
    opened, folder, children, settings, tmp_path, qtbot, monkeypatch, way_round
):
    """The first listing hangs and answers while the second, of the same folder, hangs in its turn."""
    gates, answers = [], []
    (other := tmp_path / "other").mkdir()

    def hanging(asked, done, most):
        if asked != folder:
            return listed_in(asked, done, most)
        gates.append(gate := threading.Event())
        number = len(gates)
        assert gate.wait(20)
        answers.append(number)
        return Listed(asked, there=False) if number == 1 else listed_in(asked, done, most)

    monkeypatch.setattr(folder_looking, "listed_in", hanging)
    scans = opened.window.go(Place("scans"))
    qtbot.waitUntil(lambda: len(gates) == 1)
    scans.scans.choose(other if way_round == "another folder" else None)
    scans.scans.choose(folder)
    qtbot.waitUntil(lambda: len(gates) == 2)
    gates[0].set()
    qtbot.waitUntil(lambda: answers == [1])
    with qtbot.waitSignal(opened.context.read_job("Something else", lambda _desk, _watcher: None).ended):
        pass  # the late answer has come by now
    assert scans.stack.currentWidget() is scans.reading
    gates[1].set()
    qtbot.waitUntil(lambda: {each[0] for each in cells(scans.table)} == {"scan1.pdf", "scan2.png"})
    scans.pane.view.stop()


def test_whatever_goes_wrong_in_a_folder_is_said(opened, folder, children, qtbot, monkeypatch):
    def broken(*_given):
        raise ValueError("embedded null byte")

    with monkeypatch.context() as patched:
        patched.setattr(folder_looking, "listed_in", broken)
        scans = opened.window.go(Place("scans"))
        qtbot.waitUntil(lambda: scans.stack.currentWidget() is scans.gone)
    press(scans.gone, "Look again")
    qtbot.waitUntil(lambda: len(cells(scans.table)) == 2)
    scans.pane.view.stop()


def test_a_scan_on_a_drive_that_is_slow_is_read_beside_the_window(opened, folder, children, qtbot, monkeypatch):
    let_go, of_file = threading.Event(), viewing.of_file

    def slow(path):
        assert let_go.wait(20)
        return of_file(path)

    monkeypatch.setattr(viewing, "of_file", slow)
    scans = looked(qtbot, opened.window.go(Place("scans")))
    for name in ("scan2.png", "scan1.pdf", "scan2.png"):
        choose(scans, name)
    assert scans.pane.view.count == 0
    let_go.set()
    qtbot.waitUntil(lambda: scans.pane.view.count == 1)
    shown = scans.pane.view.paper
    with qtbot.waitSignal(opened.context.read_job("Something else", lambda _desk, _watcher: None).ended):
        pass
    assert scans.pane.view.paper is shown
    (folder / "scan3.pdf").write_bytes(b"no pages at all")
    scans.reload()
    qtbot.waitUntil(lambda: len(cells(scans.table)) == 3)
    choose(scans, "scan3.pdf")
    qtbot.waitUntil(scans.problem.isVisible)
    assert scans.pane.isHidden()
    scans.pane.view.stop()
