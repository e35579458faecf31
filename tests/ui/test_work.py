"""Deeds and jobs: the three kinds of error go where each is shown, and changes are told once."""

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QMessageBox, QWidget

from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.ui.jobs import JobBar
from senco_desk.ui.work import Work, crash_report, open_crash, open_trouble


@dataclass(frozen=True)
class Changed:
    nouns: frozenset[str]
    label: str


@dataclass(frozen=True)
class Done:
    value: object
    changes: Changed


class Shown:
    """A form as Work sees it."""

    def __init__(self):
        self.sentences = None

    def show_problems(self, problems):
        self.sentences = [problem.sentence for problem in problems]


@pytest.fixture
def work(qtbot):
    made = Work()
    yield made
    made.jobs.stop()


def raises(error):
    def deed():
        raise error

    return deed


def test_a_deed_tells_its_changes_once_with_who_asked(work, qtbot):
    form, told, said, asker = Shown(), [], [], QWidget()
    qtbot.addWidget(asker)
    work.changed.connect(lambda *args: told.append(args))
    work.said.connect(lambda *args: said.append(args))
    changes = Changed(frozenset({"review"}), "Record review")
    done = work.do(lambda: Done("r1", changes), form=form, initiator=asker, say="Review recorded")
    assert done.value == "r1"
    assert told == [(changes, asker)]
    assert said == [("Review recorded", True)]
    assert form.sentences == []


def test_a_refusal_goes_to_the_form_or_to_the_foot_and_changes_nothing(work, qtbot):
    form, told = Shown(), []
    work.changed.connect(lambda *args: told.append(args))
    problems = [Problem(sentence="Say how it went.", field="words"), Problem(sentence="Pick a day.", field="day")]
    assert work.do(raises(RefusedError(problems)), form=form) is None
    assert form.sentences == ["Say how it went.", "Pick a day."]
    with qtbot.waitSignal(work.refused) as refused:
        work.do(raises(RefusedError("Open a pupil first.")))
    assert [problem.sentence for problem in refused.args[0]] == ["Open a pupil first."]
    assert told == []


def test_trouble_opens_one_dialog_that_says_what_is_safe_and_what_to_do(work, qtbot, shown):
    window = shown(QWidget())
    with qtbot.waitSignal(work.troubled) as troubled:
        work.do(raises(TroubleError("The disk is full.", "Your records are safe.", "Free some space.")))
    box = open_trouble(troubled.args[0], window)
    assert isinstance(box, QMessageBox)
    assert "The disk is full." in box.text()
    assert "Your records are safe." in box.informativeText()
    assert "Free some space." in box.informativeText()
    box.close()


def test_a_fault_of_ours_is_reported_without_a_word_of_the_records(work, qtbot, shown):
    window = shown(QWidget())

    def deed():
        pupil = "Amelia O’Neill"
        try:
            raise KeyError(pupil)
        except KeyError as error:
            raise ValueError(f"no cycle for {pupil}") from error

    with qtbot.waitSignal(work.crashed) as crashed:
        work.do(deed)
    report = crashed.args[0]
    assert "Amelia" not in report
    assert "ValueError" in report
    assert "KeyError" in report
    assert "in deed" in report
    assert "/home" not in report
    box = open_crash(report, window)
    assert box.text().startswith("Your records are safe.")
    assert box.detailedText() == report
    box.close()


def test_a_report_ends_where_the_causes_end():
    assert crash_report(RuntimeError("secret")).count("\n") == 1


def test_a_job_runs_elsewhere_tells_how_far_it_is_and_gives_its_value(work, qtbot):
    seen, threads = [], []

    def run(progress):
        threads.append(QThread.currentThread() is work.thread())
        progress.start("Binding", 3)
        for _ in range(3):
            progress.step()
        return "pack.pdf"

    job = work.job("Making the pack", run)
    job.progressed.connect(lambda *args: seen.append(args))
    with qtbot.waitSignal(job.finished) as finished:
        pass
    assert finished.args == ["pack.pdf"]
    assert threads == [False]
    assert seen[-1] == ("Binding", 3, 3)
    assert work.jobs.running is None


def test_a_job_is_cancelled_at_its_next_step_and_the_next_one_runs(work, qtbot):
    begun, go_on = threading.Event(), threading.Event()
    ran = []

    def long(progress):
        progress.start("Copying", 1000)
        begun.set()
        go_on.wait(5)
        for _ in range(1000):
            progress.step()
        ran.append("to the end")

    first = work.job("Backup", long)
    second = work.job("Import", lambda progress: "rows")
    qtbot.waitUntil(begun.is_set)
    bar = JobBar(work.jobs)
    qtbot.addWidget(bar)
    with qtbot.waitSignal(second.finished) as finished, qtbot.waitSignal(first.cancelled):
        bar.stop.click()
        go_on.set()
    assert ran == []
    assert finished.args == ["rows"]


def test_an_error_in_a_job_is_sorted_like_any_other(work, qtbot):
    form = Shown()
    with qtbot.waitSignal(work.jobs.idle):
        work.job("Import", lambda progress: raises(RefusedError("That file has no names."))(), form=form)
    assert form.sentences == ["That file has no names."]
    with qtbot.waitSignal(work.troubled):
        work.job("Backup", lambda progress: raises(TroubleError("Full.", "Safe.", "Free."))())


def test_stopping_waits_for_the_thread(work, qtbot):
    begun = threading.Event()

    def run(progress):
        progress.start("Endless", 0)
        begun.set()
        while True:
            progress.step()

    job = work.job("Endless", run)
    told = []
    job.cancelled.connect(lambda: told.append(True))
    qtbot.waitUntil(begun.is_set)
    work.jobs.stop()
    assert told == [True]
    assert work.jobs.running is None
