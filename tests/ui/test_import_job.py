"""A roll is imported while the window goes on: stopped, locked, typed into and saved into in the midst of it."""

import threading
from datetime import datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from senco_desk.domain import upn
from senco_desk.domain.drafts import TypedWords
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import desks, drafts, pupils, records, trail, undoing
from senco_desk.store.trail_faults import faults
from senco_desk.ui.context import Context
from senco_desk.ui.import_page import ImportPage
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from senco_desk.ui.work import Work
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_pupil, everything
from tests.screens import a_window, go, press, texts

COUNT = 700
"""More than are written at once."""
CHILD = PupilDraft(legal_forename="Grace", legal_surname="Day")


class HeldClock(Clock):
    """Holds the worker at a question it asks in the midst of writing, until it is let go or asked to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.let_go = threading.Event(), threading.Event()
        self.at, self.asked, self.wanted = 0, 0, lambda: True
        self._window = threading.get_ident()

    def __call__(self) -> datetime:
        if self.at and threading.get_ident() != self._window:
            self.asked += 1
            if self.asked == self.at:
                self.reached.set()
                while self.wanted() and not self.let_go.wait(0.01):
                    pass
        return super().__call__()


@pytest.fixture
def clock():
    made = HeldClock()
    yield made
    made.let_go.set()


@pytest.fixture
def desk(tmp_path, clock):
    made, _code = desks.create(
        tmp_path / "school.sencodesk", PASSPHRASE, SchoolDraft(name="Riverbank Primary School", authority_id="medway"),
        day=lambda: TODAY, clock=clock, kdf=CHEAP, floor=CHEAP,
    )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def window(desk, settings, shown):
    return shown(a_window(desk, settings, ("import", "today")))


@pytest.fixture
def file(tmp_path):
    rows = [f"{upn.make(887, 9999, 15, n)},Smith{n},Zoe,02/02/2016,5,5B,{'K' if n % 6 == 0 else 'N'}"
            for n in range(1, COUNT + 1)]  # fmt: skip
    made = tmp_path / "roll.csv"
    made.write_text("\n".join(["UPN,Surname,Forename,DOB,Year,Reg,SEN", *rows]), encoding="utf-8")
    return made


def half_way(page, qtbot, clock, file):
    """Has a roll read and its import begun, and answers the job once the first five hundred are written."""
    page.read(file)
    qtbot.waitUntil(lambda: page._job is None and page._plan is not None)
    clock.at = 600
    press(page, f"Import {COUNT} pupils")
    job = page._importing
    clock.wanted = lambda: job.wanted
    qtbot.waitUntil(clock.reached.is_set)
    return job


def test_an_import_that_is_stopped_half_way_leaves_the_records_as_they_were(desk, window, qtbot, clock, file):
    a_pupil(desk)
    page, before = go(window, "import"), everything(desk)
    job = half_way(page, qtbot, clock, file)
    assert page.go_button.text() == "Importing 700 pupils…"
    assert not page.go_button.isEnabled()
    qtbot.waitUntil(lambda: "Importing the roll" in texts(window.job_bar))
    assert window.job_bar.meter.value() >= 500
    with qtbot.waitSignal(job.cancelled):
        press(window.job_bar, "Cancel")
    assert everything(desk) == before
    assert any("Nothing of it was kept" in words for words in texts(window))
    assert undoing.undo_label(desk) == "Add pupil"
    assert faults(desk.store) == []
    press(page, f"Import {COUNT} pupils")
    qtbot.waitUntil(lambda: page._importing is None)
    assert len(pupils.all_pupils(desk)) == COUNT + 1


def test_what_is_saved_meanwhile_is_refused_in_words_and_what_is_typed_or_looked_at_is_kept(
    desk, window, qtbot, clock, file
):
    known = a_pupil(desk)
    page = go(window, "import")
    half_way(page, qtbot, clock, file)
    refused = []
    window.work.refused.connect(refused.append)
    before = everything(desk)
    assert len(before["pupil"]) == 1, "half of a roll is on show"
    assert window.work.do(lambda: records.add(desk, CHILD)) is None
    assert window.work.attempt(lambda: undoing.undo(desk)) is None
    said = [str(problems[0]) for problems in refused]
    assert [words.startswith("A roll is being imported, so this was not saved.") for words in said] == [True, True]
    words = TypedWords("note|new", known.id, "New note", ("pupil", known.id), {"words": "Half a sen"}, is_open=True)
    drafts.keep(desk, words, clock())
    drafts.keep(desk, words.__class__(**{**vars(words), "typed": {"words": "Half a sentence"}}), clock())
    assert drafts.find(desk, "note|new").typed == {"words": "Half a sentence"}
    assert [each.key for each in drafts.still_open(desk)] == ["note|new"]
    assert trail.note(desk, "view", known.id)
    assert everything(desk) == before
    clock.let_go.set()
    qtbot.waitUntil(lambda: page._importing is None)
    assert len(pupils.all_pupils(desk)) == COUNT + 1
    assert drafts.find(desk, "note|new").typed == {"words": "Half a sentence"}
    assert desk.store.put_by.names("") == []
    deeds = [row["deed"] for row in desk.store.query("select deed from trail order by seq desc limit 3")]
    assert "view" in deeds
    assert faults(desk.store) == []
    assert (
        window.work.do(lambda: records.add(desk, PupilDraft(legal_forename="Grace", legal_surname="Day"))) is not None
    )


def test_an_import_is_one_step_of_undo(desk, window, qtbot, file):
    page, before = go(window, "import"), everything(desk)
    page.read(file)
    qtbot.waitUntil(lambda: page._plan is not None and page._job is None)
    press(page, f"Import {COUNT} pupils")
    qtbot.waitUntil(lambda: page._importing is None)
    assert [step.label for step in undoing.steps(desk)] == ["Import roll"]
    assert len(pupils.all_pupils(desk)) == COUNT
    window.registry.run("desk.undo")
    assert everything(desk) == before


def test_locking_half_way_does_nothing_by_halves_and_loses_nothing_typed(desk, settings, theme, qtbot, clock, file):
    known = a_pupil(desk)
    before = everything(desk)
    opened = OpenDesk(desk, desk.store.folder, settings=settings, theme=theme, clock=clock)
    opened.window.show()
    page = opened.window.go(Place("import"))
    half_way(page, qtbot, clock, file)
    words = TypedWords("note|new", known.id, "New note", ("pupil", known.id), {"words": "Half a sentence"})
    drafts.keep(desk, words, clock())
    opened.lock()
    assert opened.over
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    keys = desks.unlock(desk.store.folder, PASSPHRASE, floor=CHEAP)
    again = desks.open_with(desk.store.folder, keys, day=lambda: TODAY, clock=Clock())
    try:
        assert everything(again) == before
        assert faults(again.store) == []
        assert drafts.find(again, "note|new").typed == {"words": "Half a sentence"}
        fresh = ImportPage(Context(again, Work(), settings, folder=again.store.folder))
        qtbot.addWidget(fresh)
        assert fresh.drop.notice.text().startswith("The desk was locked or closed while a roll was being imported.")
        assert "Nothing of that import was kept" in fresh.drop.notice.text()
    finally:
        again.close()
