"""Two connections that write: the worker waits for its turn, the window is told, and nothing small is lost."""

import threading

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import PersonDraft
from senco_desk.services import desks, people, undoing
from senco_desk.store import desk_state
from senco_desk.store.nouns import PUPILS
from senco_desk.store.trail_faults import faults
from senco_desk.store.turns import BusyDeskError, PutBy, Turns
from tests.builders import CHEAP, TODAY, Clock, a_desk, everything

CHILD = PupilDraft(legal_forename="Amelia", legal_surname="O’Neill")


@pytest.fixture
def desk(tmp_path):
    made = a_desk(tmp_path)
    yield made
    made.close()


def in_a_thread(deed):
    """Runs a deed in a thread of its own, and raises here what it raised there."""
    raised = []

    def run():
        try:
            deed()
        except BaseException as error:  # noqa: BLE001  raised again below
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def written_by_worker(desk, label="Import roll", before_end=lambda: None):
    def run():
        second = desk.store.writer()
        try:
            with second.change(label) as change:
                change.add(PUPILS, CHILD)
                before_end()
        finally:
            second.close()

    in_a_thread(run)


def test_what_a_worker_wrote_is_there_for_the_window_as_one_change_in_the_right_order(desk):
    with desk.store.change("Add pupil") as first:
        first.add(PUPILS, CHILD)
    written_by_worker(desk)
    with desk.store.change("Add pupil") as last:
        last.add(PUPILS, CHILD)
    labels = [row["label"] for row in desk.store.query("select label from journal_change order by id desc limit 3")]
    assert labels == ["Add pupil", "Import roll", "Add pupil"]
    assert len(PUPILS.all(desk.store)) == 3
    assert faults(desk.store) == []
    assert undoing.undo_label(desk) == "Add pupil"
    undoing.undo(desk)
    assert undoing.undo_label(desk) == "Import roll"
    undoing.undo(desk)
    assert len(PUPILS.all(desk.store)) == 1


def test_the_window_is_refused_at_once_while_a_worker_writes_and_reads_what_was_there_before(desk):
    def meanwhile():
        with pytest.raises(BusyDeskError, match="so this was not saved"):
            desk.store.turns.taken(desk.store, "", waits=False).__enter__()

    written_by_worker(desk, before_end=meanwhile)
    assert len(PUPILS.all(desk.store)) == 1


def test_the_window_waits_for_what_is_a_matter_of_milliseconds(desk):
    taken, go_on = threading.Event(), threading.Event()

    def run():
        second = desk.store.writer()
        try:
            with second.alone("A document is being read", brief=True):
                taken.set()
                assert go_on.wait(5)
        finally:
            second.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert taken.wait(5)
    threading.Timer(0.05, go_on.set).start()
    with desk.store.change("Add pupil") as change:
        change.add(PUPILS, CHILD)
    thread.join()
    assert len(PUPILS.all(desk.store)) == 1


def test_what_fails_in_a_worker_leaves_the_records_as_they_were_and_the_turn_free(desk):
    before = everything(desk)

    def fail():
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        written_by_worker(desk, before_end=fail)
    assert everything(desk) == before
    with desk.store.change("Add pupil") as change:
        change.add(PUPILS, CHILD)


def test_a_worker_waits_until_the_window_has_written(desk):
    order, waits = [], threading.Event()

    def run():
        second = desk.store.writer()
        try:
            waits.set()
            with second.change("Import roll"):
                order.append("worker")
        finally:
            second.close()

    with desk.store.change("Add pupil") as change:
        thread = threading.Thread(target=run)
        thread.start()
        waits.wait()
        change.add(PUPILS, CHILD)
        order.append("window")
    thread.join()
    assert order == ["window", "worker"]


@pytest.mark.parametrize("role", ["teaching-assistant", "headteacher"])
def test_the_limits_of_a_person_hold_for_the_connection_of_a_worker_too(desk, role):
    slot = people.first_slot(desk, "another passphrase here", "another passphrase here")
    people.add(desk, PersonDraft(name="Mrs Begum", role=role, since=TODAY), (), slot)
    folder = desk.store.folder
    desk.close()
    keys = desks.unlock(folder, "another passphrase here", floor=CHEAP)
    theirs = desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock())
    try:
        with pytest.raises(RefusedError):
            written_by_worker(theirs)
        assert theirs.store.query("select * from pupil") == []
    finally:
        theirs.close()


def test_somebody_else_waits_no_longer_once_the_outermost_block_has_ended():
    turns, one, other = Turns(), object(), object()
    with turns.taken(one, "A roll is being imported", waits=False):
        with turns.taken(one, "Something else", waits=False):
            pass
        with pytest.raises(BusyDeskError, match="A roll is being imported"), turns.taken(other, "", waits=False):
            pass
    with turns.taken(other, "", waits=False):
        pass


def test_what_is_put_by_is_done_in_order_and_found_meanwhile(desk):
    def meanwhile():
        desk_state.keep(desk.store, "a", "1")
        desk_state.keep(desk.store, "b", "2")
        desk_state.keep(desk.store, "a", "3")
        assert desk.store.note("view", "nobody")

    in_window = threading.Event()
    go_on = threading.Event()

    def run():
        second = desk.store.writer()
        try:
            with second.alone("A roll is being imported"):
                in_window.set()
                go_on.wait()
        finally:
            second.close()

    thread = threading.Thread(target=run)
    thread.start()
    in_window.wait()
    try:
        meanwhile()
        assert (desk_state.read(desk.store, "a"), desk_state.read(desk.store, "b")) == ("3", "2")
        assert desk.store.query("select * from desk_state where key in ('a', 'b')") == []
    finally:
        go_on.set()
        thread.join()
    assert desk.store.put_by.catch_up()
    kept = desk.store.query("select key, value from desk_state where key in ('a', 'b') order by key")
    assert [(row["key"], row["value"]) for row in kept] == [("a", "3"), ("b", "2")]
    assert desk.store.query("select deed from trail order by seq desc limit 1")[0]["deed"] == "view"


def test_one_that_fails_is_let_go_and_the_rest_goes_on():
    kept, done = PutBy(), []

    def fail():
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        kept.do(fail)
    assert kept.do(lambda: done.append(1))
    assert done == [1]


def test_brief_work_lets_whoever_waits_go_first_each_time():
    turns, worker, window, told = Turns(), object(), object(), []

    def waits():
        with turns.taken(window, "", waits=False):
            told.append("window")

    def worker_again():
        with turns.taken(worker, "Reading", waits=True, brief=True):
            told.append("worker")

    waiting, first = threading.Thread(target=waits), turns.taken(worker, "Reading", waits=True, brief=True)
    first.__enter__()
    waiting.start()
    wait_until(lambda: turns._patient)
    with turns._freed:  # the window cannot wake up before the worker asks again
        first.__exit__(None, None, None)
        worker_again()
    waiting.join()
    assert told == ["window", "worker"]
    worker_again()
    assert told == ["window", "worker", "worker"]


def wait_until(holds):
    """Returns once it holds; a thread that has been started is on its way there."""
    for _ in range(10_000_000):
        if holds():
            return
    raise AssertionError("It never came to that.")
