"""Leavers in the window: the queue, decisions, an erasure from the list to the certificate, and the policy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.retention import STATES
from senco_desk.services import backups, drafts, erasing, records, retention
from senco_desk.services import today as today_service
from senco_desk.store import nouns
from senco_desk.store.backups import listed, usual_root
from senco_desk.ui.erase_page import ErasePage
from senco_desk.ui.leavers_page import LeaversPage
from senco_desk.ui.pages import Place
from senco_desk.ui.settings_page import SettingsPage
from senco_desk.ui.today_page import TodayPage, place_of
from tests import desk_window
from tests.builders import TODAY, a_pupil, a_status
from tests.screens import press, texts

desk, opened, children = desk_window.desk, desk_window.opened, desk_window.children


@pytest.fixture
def zebedee(desk):
    child = a_pupil(
        desk,
        legal_forename="Zebedee",
        legal_surname="Quillfeather",
        date_of_birth=date(1994, 5, 1),
        leaving_date=date(2012, 7, 20),
    )
    a_status(desk, child, "K", start=date(2004, 9, 6))
    return child


def page_of(opened, kind, *args):
    opened.context.go(*args)
    page = opened.window.findChild(kind)
    assert page is not None
    return page


def test_nobody_has_left_says_what_happens_then(opened):
    page = page_of(opened, LeaversPage, "leavers")
    assert page.stack.currentIndex() == 1
    page.tabs.choose("made")
    assert page.stack.currentIndex() == 3


def test_a_leaver_whose_time_is_over_is_kept_longer_with_a_reason(opened, desk, zebedee):
    page = page_of(opened, LeaversPage, "leavers")
    assert [row.pupil.id for row in page.table.rows.all_rows()] == [zebedee.id]
    page.table.select(zebedee.id)
    assert "SEN Support only: 31 years (unconfirmed)" in page.table.copy()
    page.table.select(zebedee.id)
    form = page.keep_longer()
    form.fields["years"].set_value(3)
    form.send()
    assert "Say why" in form.fields["reason"].problem()
    form.fields["reason"].set_value("A claim may follow.")
    form.send()
    assert retention.decision_of(desk, zebedee.id).keep_until == date(2029, 11, 20)
    assert not page.table.rows.all_rows()
    page.chips.set_on([])
    page.table.select(zebedee.id)
    assert "A claim may follow." in page.table.copy()
    opened.undo()
    assert retention.decision_of(desk, zebedee.id) is None


def test_an_empty_list_gives_way_and_says_where_the_leavers_are(opened, desk):
    a_pupil(desk, legal_forename="Ida", leaving_date=date(2026, 7, 20), date_of_birth=date(2015, 3, 1))
    page = opened.window.go(Place("leavers"))
    assert page.chips.on() == ("later",)
    assert [row.pupil.legal_forename for row in page.table.rows.rows_shown()] == ["Ida"]
    page.chips.set_on(["due"])
    page._narrow()
    assert page.says.text() == f"Nobody is on this list. There is 1 under “{STATES['later']}”."
    page.reload()
    assert page.chips.on() == ("due",), "what a person has chosen stays"


def test_another_leaver_puts_the_form_by(opened, desk, zebedee):
    a_pupil(desk, legal_forename="Ida", leaving_date=date(2026, 7, 20), date_of_birth=date(2015, 3, 1))
    page = opened.window.go(Place("leavers"))
    page.chips.set_on(list(STATES))
    page._narrow()
    page.table.selectRow(0)
    form = page.decide()
    assert page.table.selected_rows()[0].pupil.name in form.title.text()
    page.table.selectRow(1)
    assert page.room.sheet.form is None


def test_a_hold_keeps_everybody_from_erasing(opened, desk, zebedee):
    page = page_of(opened, LeaversPage, "leavers")
    page.table.select(zebedee.id)
    form = page.decide()
    form.fields["hold"].set_value(True)
    form.fields["hold_reason"].set_value("A court asked for it.")
    form.send()
    assert retention.of_pupil(desk, zebedee.id).is_held
    page.chips.set_on(["held"])
    page.table.select(zebedee.id)
    assert not page.erase_button.isEnabled()


def test_an_erasure_from_the_list_to_the_certificate(opened, desk, children, zebedee, qtbot, tmp_path):
    note = records.add(
        desk, NoteDraft(pupil_id=children["amelia"].id, on=TODAY, text="Sat with Zebedee Quillfeather")
    ).value
    page = page_of(opened, ErasePage, "erase", zebedee.id)
    qtbot.waitUntil(lambda: page.plan is not None, timeout=10_000)
    assert "Zebedee Quillfeather" in page.who.text()
    assert "unconfirmed" in page.kept.text()
    assert "1 status" in page.goes.lines.text()
    assert len(page.mentions.boxes) == 1
    assert not page.erase_button.isEnabled()
    page.typed.input.setText("Zebedee")
    page.typed.changed.emit()
    page.erase_button.click()
    assert "Say why" in page.reason.problem()
    assert "Type the name" in page.typed.problem()
    page.reason.set_value("Past its day")
    page.typed.input.setText("zebedee quillfeather")
    with qtbot.waitSignal(opened.work.jobs.idle, timeout=20_000):
        page.erase_button.click()
    made = opened.window.findChild(LeaversPage)
    assert made.isVisible()
    certificate = erasing.certificates(desk)[0]
    assert made.made.selected_rows() == (certificate,)
    assert nouns.PUPILS.find(desk.store, zebedee.id) is None
    assert nouns.NOTES.get(desk.store, note.id).text == "Sat with (name removed)"
    assert not erasing.is_waiting(desk)
    assert page.plan is None
    assert "Zebedee" not in page.who.text() + page.typed.value() + str(page.reason.value())
    file = tmp_path / "certificate.pdf"
    from senco_desk.ui.erase_certificate import write_certificate

    saved: list[Path] = []
    write_certificate(opened.context, certificate, file, saved.append)
    assert saved == [file]
    with qtbot.waitSignal(opened.work.jobs.idle, timeout=20_000):
        made.look_in_backups()
    assert made.copies.isVisible()
    assert not made.copies_button.isVisible()


def test_what_is_open_about_an_erased_child_goes_and_is_never_kept_again(opened, desk, children, zebedee, qtbot):
    pupil = opened.window.go(Place("pupil", (zebedee.id, "chronology")))
    pupil.deeds.note()
    form = pupil.room.sheet.form
    form.fields["text"].set_value("Zebedee ran")
    form.fields["text"].changed.emit()
    opened.keeper.flush()
    page = page_of(opened, ErasePage, "erase", zebedee.id)
    qtbot.waitUntil(lambda: page.plan is not None, timeout=10_000)
    note = opened.quick_note()
    note.begin(zebedee.id)
    note.text.setPlainText("Zebedee hid")
    page.reason.set_value("Past its day")
    page.typed.input.setText("Zebedee Quillfeather")
    page.typed.changed.emit()
    with qtbot.waitSignal(opened.work.jobs.idle, timeout=20_000):
        page.erase_button.click()
    assert not note.isVisible()
    assert note.typed() == {}
    assert pupil.room.sheet.form is None
    page_of(opened, ErasePage, "erase", zebedee.id)
    note.begin(children["amelia"].id)
    note.text.setPlainText("Amelia drew")
    opened.keeper.flush()
    assert [each.typed["text"] for each in drafts.kept(desk)] == ["Amelia drew"]


def test_a_form_about_another_child_shows_its_words_without_the_erased_name(opened, desk, children, zebedee, qtbot):
    pupil = opened.window.go(Place("pupil", (children["amelia"].id,)))
    pupil.deeds.note()
    form = pupil.room.sheet.form
    form.fields["text"].input.setPlainText("Sat by Zebedee Quillfeather today")
    opened.keeper.flush()
    page = page_of(opened, ErasePage, "erase", zebedee.id)
    qtbot.waitUntil(lambda: page.plan is not None, timeout=10_000)
    page.reason.set_value("Past its day")
    page.typed.input.setText("Zebedee Quillfeather")
    page.typed.changed.emit()
    with qtbot.waitSignal(opened.work.jobs.idle, timeout=20_000):
        page.erase_button.click()
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    assert pupil.room.sheet.form is form
    assert form.values()["text"] == "Sat by (name removed) today"
    form.fields["text"].input.appendPlainText("again")
    opened.keeper.flush()
    assert [each.typed["text"] for each in drafts.kept(desk)] == ["Sat by (name removed) today\nagain"]


def test_a_backup_that_cannot_be_read_says_what_to_do_and_is_deleted_after_asking_twice(opened, desk, zebedee, qtbot):
    backups.take(desk, "asked")
    (broken,) = listed(usual_root(desk.store.folder))
    (broken.folder / "desk.db").write_bytes(b"x" * 8192)
    page = page_of(opened, ErasePage, "erase", zebedee.id)
    qtbot.waitUntil(lambda: page.plan is not None, timeout=10_000)
    assert [copy.state for copy in page.plan.copies] == ["may_hold"]
    assert "opens only with the passphrases of its day" in " ".join(texts(page.copies))
    press(page.copies, "Delete this backup…")
    assert broken.folder.exists(), "asked once more"
    press(page.copies, "Press again to delete it for good: it can then never be restored")
    assert not broken.folder.exists()
    assert "passphrases of its day" not in " ".join(texts(page.copies))
    assert page.plan.copies == ()
    certificate = erasing.erase(desk, page.plan, typed_name=zebedee.name, reason="Past its day").value
    assert certificate.backups == ()


def test_many_names_that_are_perhaps_somebody_else_s_are_folded(opened, desk, children, zebedee, qtbot):
    for day in range(1, 9):
        records.add(desk, NoteDraft(pupil_id=children["amelia"].id, on=date(2026, 10, day), text="Then Zebedee ran."))
    records.add(desk, NoteDraft(pupil_id=children["amelia"].id, on=TODAY, text="Sat with Zebedee Quillfeather"))
    page = page_of(opened, ErasePage, "erase", zebedee.id)
    qtbot.waitUntil(lambda: page.plan is not None, timeout=10_000)
    assert len(page.mentions.boxes) == 9
    assert page.mentions.fold.button.text() == "8 places where perhaps somebody else is meant"
    assert [box.isVisible() for box in page.mentions.boxes.values()].count(True) == 1
    assert len(page.mentions.chosen()) == 1
    page.mentions.fold.button.click()
    assert all(box.isVisible() for box in page.mentions.boxes.values())
    assert page.erase_button.mapTo(page, page.erase_button.rect().topLeft()).y() < page.height()


def test_today_asks_once_a_year_and_leads_to_the_list(opened, desk, zebedee):
    row = next(row for row in today_service.read(desk).rows if row.kind == "leavers")
    assert row.urgency == "info"
    assert place_of(row).page == "leavers"
    today = page_of(opened, TodayPage, "today")
    assert "without a date" not in today.summary.text()
    page = page_of(opened, LeaversPage, "leavers")
    page.done_button.click()
    assert not [row for row in today_service.read(desk).rows if row.kind == "leavers"]
    desk._day = lambda: date(2027, 11, 20)
    assert [row.kind for row in today_service.read(desk).rows if row.kind == "leavers"] == ["leavers"]


def test_a_school_sets_its_own_years_and_says_who_decided(opened, desk, zebedee):
    settings = page_of(opened, SettingsPage, "settings", "retention")
    panel = settings.panels["retention"]
    assert "Unconfirmed" in panel.cards["sen_support"].sure.accessibleName()
    form = panel.edit("sen_support")
    form.fields["years"].set_value(40)
    form.send()
    assert "Say who decided" in form.fields["source"].problem()
    form.fields["source"].set_value("The trust, September 2026")
    form.send()
    assert retention.policy(desk).rule("sen_support").years == 40
    assert retention.of_pupil(desk, zebedee.id).state == "later"
    panel.reset("sen_support")
    assert retention.policy(desk).rule("sen_support") == retention.shipped().rule("sen_support")
