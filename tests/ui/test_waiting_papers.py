"""Files that came in and were not decided about: they wait through a lock and a close, and Today leads to them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.services import arrivals, erasing, pupils, waiting_papers
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
