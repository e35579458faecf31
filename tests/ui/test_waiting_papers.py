"""Files that came in and were not decided about: they wait through a lock and a close, and Today leads to them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.services import arrivals, erasing, paper_deeds, pupils, records, waiting_papers
from senco_desk.services import today as today_service
from senco_desk.services.attaching import Arriving
from senco_desk.store import health
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import Clock, reopened
from tests.papers import a_picture, a_text_pdf
from tests.screens import cells, press, texts

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

TRIP = a_text_pdf("Amelia O'Neill and Grace Day")


def put_in(desk, pupil, content, name="Trip.pdf"):
    (kept,) = arrivals.keep(desk, arrivals.read_in(desk, pupil.id, [Arriving(content, name)])).value
    return kept.document


def papers(desk, pupil):
    return pupils.record_of(desk, pupil.id).documents


def add(opened, pupil, path, qtbot):
    page = opened.window.go(Place("pupil", (pupil.id, "documents")))
    with qtbot.waitSignal(page.documents.add_files([str(path)]).ended):
        pass
    QApplication.processEvents()
    return page


@pytest.fixture
def again(opened, desk, settings, theme, tmp_path):
    """Closes the window and the desk, and opens both again."""
    made = []

    def open_again():
        for page in ("pupil", "scans"):
            shown = opened.window.page(page)
            view = shown.documents.reader if page == "pupil" else shown.pane.view
            view.stop()
        opened.close()
        fresh = reopened(desk)
        window = OpenDesk(fresh, tmp_path / "school.sencodesk", settings=settings, theme=theme, clock=Clock())
        window.window.show()
        window.resume()
        made.append((window, fresh))
        return window, fresh

    yield open_again
    for window, fresh in made:
        window.window.page("pupil").documents.reader.stop()
        window.close()
        fresh.close()
    QApplication.processEvents()


def test_the_same_file_in_another_record_is_asked_about_again_after_closing(
    opened, desk, children, again, tmp_path, qtbot
):
    put_in(desk, children["grace"], TRIP)
    path = tmp_path / "Trip.pdf"
    path.write_bytes(TRIP)
    add(opened, children["amelia"], path, qtbot)
    path.unlink()
    window, fresh = again()
    today = window.window.go(Place("today"))
    assert "1 paper waits for a decision" in today.summary.text()
    today.chips._chips["paper"].click()
    assert cells(today.table)[0][:2] == ["decide", "Amelia O’Neill"]
    assert "“Trip.pdf” is not in the record yet" in cells(today.table)[0][-1] + cells(today.table)[0][-2]
    today.table.selectRow(0)
    QTest.keyClick(today.table, Qt.Key.Key_Return)
    page = window.window.current_page()
    assert page.documents.isVisible()
    assert "is in the record of Grace Day" in " ".join(texts(page.documents.lines))
    press(page.documents.lines, "Add it to Amelia’s record too")
    (kept,) = papers(fresh, children["amelia"])
    assert fresh.store.blobs.read(kept.blob) == TRIP
    assert not page.documents.lines.lines
    assert waiting_papers.all_waiting(fresh) == ()
    window.window.go(Place("today"))
    assert "decision" not in today.summary.text()


def test_a_pasted_picture_waits_for_its_child_while_another_is_on_show(opened, desk, children, qtbot):
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(picture)
    QGuiApplication.clipboard().setMimeData(mime)
    page = opened.window.go(Place("pupil", (children["grace"].id, "documents")))
    page.documents.arrivals.paste()
    qtbot.waitUntil(lambda: len(papers(desk, children["grace"])) == 1)
    page = opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    page.documents.arrivals.paste()
    qtbot.waitUntil(lambda: bool(page.documents.lines.lines))
    opened.window.go(Place("pupil", (children["yusuf"].id, "documents")))
    assert not page.documents.lines.lines
    opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    assert "The same file is in another child’s record." in " ".join(texts(page.documents.lines))
    press(page.documents.lines, "Leave it out")
    assert waiting_papers.all_waiting(desk) == ()
    opened.window.go(Place("pupil", (children["yusuf"].id, "documents")))
    opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    assert not page.documents.lines.lines
    page.documents.reader.stop()


def test_a_scan_that_was_stopped_is_asked_about_in_the_childs_documents(
    opened, desk, children, again, settings, tmp_path, qtbot
):
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "scan1.pdf").write_bytes(a_text_pdf("A letter about Amelia O'Neill"))
    settings.setValue("scans/folder", str(folder))
    scans = opened.window.go(Place("scans", (children["grace"].id,)))
    qtbot.waitUntil(lambda: bool(cells(scans.table)))
    scans.table.selectRow(0)
    with qtbot.waitSignal(scans.give_selected().ended):
        pass
    assert "Stop and look" in " ".join(texts(scans.lines))
    window, fresh = again()
    page = window.window.go(Place("pupil", (children["grace"].id, "documents")))
    assert "scan1.pdf may not be the paper of Grace" in " ".join(texts(page.documents.lines))
    assert not health.stray_files(fresh.store)
    press(page.documents.lines, "Leave it out")
    assert not health.stray_files(fresh.store)
    assert list(fresh.store.blobs.names()) == []
    assert papers(fresh, children["grace"]) == ()


def test_a_paper_kept_as_perhaps_another_childs_is_on_today_until_it_is_decided(opened, desk, children):
    stopped = put_in(desk, children["grace"], a_text_pdf("Name: Amelia O'Neill\nDate of birth: 1 May 2018"), "x.pdf")
    put_in(desk, children["amelia"], a_picture(), "y.png")  # nobody can tell: that is no reason to stop
    assert stopped.about == "other"
    today = opened.window.go(Place("today"))
    today.reload()
    rows = [row for row in today_service.read(desk).rows if row.kind == "paper"]
    assert [(row.who, row.subject_id) for row in rows] == [("Grace Day", stopped.id)]
    today.table.select(rows[0].id)
    press(today, "Open")
    documents = opened.window.current_page().documents
    assert documents.stop.isVisible()
    assert [each.id for each in documents.list.documents()] == [stopped.id]
    press(documents.stop, "It is about Grace all the same")
    opened.window.go(Place("today"))
    assert "decision" not in today.summary.text()
    documents.reader.stop()


def test_what_waits_goes_with_an_erased_child_but_not_from_another(opened, desk, children, tmp_path, qtbot):
    for name in ("amelia", "yusuf"):
        for content in (TRIP, TRIP + b"%" + name.encode()):
            put_in(desk, children["grace"], content)
            path = tmp_path / f"{name}.pdf"
            path.write_bytes(content)
            add(opened, children[name], path, qtbot).documents.reader.stop()
    assert len(waiting_papers.all_waiting(desk)) == 4
    for name in ("grace", "amelia"):
        plan = erasing.plan(desk, children[name].id)
        assert name == "grace" or plan.goes["attached file"] == 1  # the other waits for Yusuf too
        done = erasing.erase(desk, plan, typed_name=children[name].name, reason="Its time is over").value
        scrubbed = erasing.scrub(desk, done)
        assert scrubbed.desk_done
        erasing.finish(desk, done, scrubbed)
    left = waiting_papers.all_waiting(desk)
    assert {each.pupil_id for each in left} == {children["yusuf"].id}
    assert set(desk.store.blobs.names()) == {each.one.brought.blob for each in left}
    assert not any(each.gone for each in left)


def test_a_file_that_is_not_on_the_drive_any_more_is_said(opened, desk, children, tmp_path, qtbot):
    put_in(desk, children["grace"], TRIP)
    path = tmp_path / "Trip.pdf"
    path.write_bytes(TRIP)
    page = add(opened, children["amelia"], path, qtbot)
    (waiting,) = waiting_papers.all_waiting(desk)
    desk.store.blobs.remove(waiting.one.brought.blob)
    opened.window.go(Place("pupil", (children["yusuf"].id, "documents")))
    opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    assert "is not on this computer any more" in " ".join(texts(page.documents.lines))
    press(page.documents.lines, "Close this line")
    assert waiting_papers.all_waiting(desk) == ()
    page.documents.reader.stop()


def ask_about_a_scan(opened, pupil, settings, tmp_path, qtbot):
    """A scan about Amelia that was meant for somebody else, and is asked about on the page of scans."""
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "scan1.pdf").write_bytes(a_text_pdf("A letter about Amelia O'Neill"))
    settings.setValue("scans/folder", str(folder))
    scans = opened.window.go(Place("scans", (pupil.id,)))
    qtbot.waitUntil(lambda: bool(cells(scans.table)))
    scans.table.selectRow(0)
    with qtbot.waitSignal(scans.give_selected().ended):
        pass
    return scans


@pytest.mark.parametrize("answered_on", ["scans", "pupil"])
def test_what_is_left_out_on_one_page_is_asked_on_no_other(
    opened, desk, children, settings, tmp_path, qtbot, answered_on
):
    grace = children["grace"]
    here = Place("pupil", (grace.id, "documents"))
    page = opened.window.go(here)
    scans = ask_about_a_scan(opened, grace, settings, tmp_path, qtbot)
    opened.window.go(here)
    assert "scan1.pdf may not be the paper of Grace" in " ".join(texts(page.documents.lines))
    one, other = (scans, page.documents) if answered_on == "scans" else (page.documents, scans)
    places = {scans: Place("scans", (grace.id,)), page.documents: here}
    opened.window.go(places[one])
    press(one.lines, "Leave it out")
    opened.window.go(places[other])
    assert not other.lines.lines
    assert papers(desk, grace) == ()
    assert not health.stray_files(desk.store)
    scans.pane.view.stop()
    page.documents.reader.stop()


def test_today_follows_what_waits_and_what_is_left_out(opened, children, settings, tmp_path, qtbot):
    today = opened.window.go(Place("today"))
    assert "decision" not in today.summary.text()
    scans = ask_about_a_scan(opened, children["grace"], settings, tmp_path, qtbot)
    opened.window.go(Place("today"))
    assert "1 paper waits for a decision" in today.summary.text()
    assert "paper" in today.chips._chips
    opened.window.go(Place("scans", (children["grace"].id,)))
    press(scans.lines, "Leave it out")
    opened.window.go(Place("today"))
    assert "decision" not in today.summary.text()
    assert "paper" not in today.chips._chips
    scans.pane.view.stop()


def test_a_file_that_went_while_it_was_asked_about_is_refused_and_never_a_document(
    opened, desk, children, settings, tmp_path, qtbot
):
    scans = ask_about_a_scan(opened, children["grace"], settings, tmp_path, qtbot)
    told = []
    opened.work.refused.connect(lambda problems: told.extend(map(str, problems)))
    (waiting,) = waiting_papers.all_waiting(desk)
    desk.store.blobs.remove(waiting.one.brought.blob)
    press(scans.lines, "Add it all the same")
    assert papers(desk, children["grace"]) == ()
    assert health.absent_files(desk.store) == ()
    assert told == [
        "scan1.pdf is not on this computer any more, so nothing was added. Add it again from where it came."
    ]
    scans.pane.view.stop()


def test_a_newer_version_of_what_was_removed_meanwhile_is_a_document_of_its_own_and_says_so(
    opened, desk, children, tmp_path, qtbot
):
    amelia = children["amelia"]
    put_in(desk, children["grace"], TRIP)
    older = put_in(desk, amelia, a_text_pdf("Amelia O'Neill, plan"), "Plan.pdf")
    older = records.save(desk, older.model_copy(update={"kind": "plan", "confidential": True})).value
    path = tmp_path / "Trip.pdf"
    path.write_bytes(TRIP)
    page = opened.window.go(Place("pupil", (amelia.id, "documents")))
    with qtbot.waitSignal(page.documents.add_newer(older, str(path)).ended):
        pass
    QApplication.processEvents()
    paper_deeds.remove(desk, [older])  # by somebody who does not see that it is asked about
    (read_again,) = waiting_papers.all_waiting(desk)  # as after a lock
    assert read_again.newer_than is None
    assert read_again.one.brought.confidential
    press(page.documents.lines, "Add it to Amelia’s record too")
    (kept,) = papers(desk, amelia)
    assert (kept.filename, kept.title, kept.kind, kept.confidential) == ("Trip.pdf", "Plan", "plan", True)
    assert kept.version_of is None
    assert kept.in_pack
    said = " ".join(texts(page.documents.lines))
    assert "“Plan” is not in the record any more. Trip.pdf was added as a document of its own." in said
    page.documents.reader.stop()


def test_what_waits_is_read_once_for_each_time_a_child_comes_up(opened, children, monkeypatch):
    read = []
    all_waiting = waiting_papers.all_waiting
    monkeypatch.setattr(waiting_papers, "all_waiting", lambda desk: read.append(desk) or all_waiting(desk))
    opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    assert len(read) == 1
