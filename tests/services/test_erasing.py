"""A child's record is erased: nothing of it is left anywhere, nothing of anybody else's is touched."""

from __future__ import annotations

import io
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from senco_desk.domain.drafts import TypedWords
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.pupils import ContactDraft, Pupil
from senco_desk.domain.retention import RetentionDraft
from senco_desk.services import attachments, backups, desks, drafts, erasing, provision, records, retention, undoing
from senco_desk.services.desk import Desk
from senco_desk.store import backups as store_backups
from senco_desk.store import connection, desk_state, erasing_copies, nouns
from senco_desk.store import erasing as store_erasing
from senco_desk.store.errors import BusyRecordsError, DiskFullError
from senco_desk.store.turns import BusyDeskError
from tests.builders import (
    CHEAP,
    PASSPHRASE,
    Clock,
    a_cycle,
    a_desk,
    a_provision,
    a_pupil,
    a_status,
    an_outcome,
    everything,
    reopened,
)
from tests.byte_search import found

WORDS = {"Zebedee", "Quillfeather", "Marmaladeson", "Grizelda", "Tremblingly", "Ozymandias", "Ølsenå"}
"""Each stands in one kind of place, and nowhere else."""


@pytest.fixture
def school(tmp_path: Path):
    desk = a_desk(tmp_path)
    yield desk
    desk.close()


def a_child(desk: Desk) -> Pupil:
    """A leaver with something of every kind, beside a friend whose record stays."""
    child = a_pupil(
        desk,
        legal_forename="Zebedee",
        legal_surname="Quillfeather",
        date_of_birth=date(1994, 5, 1),
        leaving_date=date(2012, 7, 20),
        upn="H801200001001",
    )
    a_status(desk, child, "K", start=date(2004, 9, 6))
    cycle = a_cycle(desk, child)
    an_outcome(desk, cycle, aim="Speaks Tremblingly less")
    records.add(desk, ContactDraft(pupil_id=child.id, name="Grizelda Marmaladeson", relation="Mother"))
    note = records.add(desk, NoteDraft(pupil_id=child.id, on=date(2026, 11, 2), text="Ozymandias, at first")).value
    records.save(desk, note.model_copy(update={"text": "Later words by Ølsenå"}))
    attachments.attach(desk, child.id, b"A letter about Zebedee Quillfeather. " * 50, filename="letter.txt")
    records.remove(
        desk, records.add(desk, NoteDraft(pupil_id=child.id, on=date(2026, 11, 2), text="Tremblingly")).value
    )
    a_provision(desk, child, what="Ozymandias reading alone", notes="Zebedee likes it")
    drafts.keep(desk, TypedWords("note|" + child.id, child.id, "Note", (), {"text": "Zebedee said"}), Clock()())
    return child


def erase(desk: Desk, child: Pupil, **more) -> erasing.Certificate:
    plan = erasing.plan(desk, child.id)
    copies = more.pop("copies", ())
    take = more.pop("take", ())
    done = erasing.erase(
        desk, plan, typed_name=more.pop("typed", child.name), reason=more.pop("reason", "Past its day"), take=take
    ).value
    scrubbed = erasing.scrub(desk, done, copies, take=take)
    assert scrubbed.desk_done
    assert not scrubbed.troubles
    return erasing.finish(desk, done, scrubbed)


def tokens(desk: Desk) -> dict[str, set[str]]:
    return found(desk.store.folder, desk.store.keys, WORDS | {"H801200001001"})


def free_pages(desk: Desk) -> int:
    return int(desk.store.query("pragma freelist_count")[0]["freelist_count"])


def test_nothing_of_an_erased_child_is_left_in_any_byte(school: Desk) -> None:
    child = a_child(school)
    before = tokens(school)
    assert set().union(*before.values()) == WORDS | {"H801200001001"}, "the search itself finds them all"
    assert any(len(Path(name).name) == 64 for name in before), "in an attachment too"
    erase(school, child)
    assert tokens(school) == {}
    folder = school.store.folder
    again = reopened(school)
    assert found(folder, again.store.keys, WORDS) == {}
    assert desks.verify(again).ok
    again.close()


def test_what_was_discarded_long_ago_goes_from_free_pages_too(school: Desk) -> None:
    child = a_child(school)
    drafts.keep(school, TypedWords("long", child.id, "Note", (), {"text": "Zebedee Ozymandias " * 3000}), Clock()())
    again = reopened(school)
    drafts.remove(again, "long")
    again = reopened(again)
    assert free_pages(again) > 5
    assert "Ozymandias" in tokens(again)["desk.db"]
    erase(again, child)
    assert tokens(again) == {}
    # SQLCipher overwrites what it deletes; the file is written anew all the same, so that no gap in a page is left.
    assert free_pages(again) == 0
    again.close()


def test_the_search_sees_every_form_of_a_word(tmp_path: Path, school: Desk) -> None:
    place = tmp_path / "forms"
    place.mkdir()
    word = "Ølsenå"
    for number, content in enumerate(
        (word.encode(), word.encode("utf-16-le"), b'"\\u00d8lsen\\u00e5"', b"x" + zlib.compress(word.encode()))
    ):
        (place / f"{number}.bin").write_bytes(content)
    assert len(found(place, school.store.keys, {word})) == 4


def test_others_records_stay_as_they_were(school: Desk) -> None:
    friend = a_pupil(school, legal_forename="Amy", legal_surname="Stone")
    a_status(school, friend)
    a_cycle(school, friend)
    mine = {name: [r for r in rows if friend.id in r.values()] for name, rows in everything(school).items()}
    child = a_child(school)
    group = a_provision(school, child, friend, what="Lego group")
    provision.log_session(
        school, SessionDraft(provision_id=group.provision.id, on=date(2026, 11, 3), absent=(child.id, friend.id))
    )
    certificate = erase(school, child)
    left = everything(school)
    for name, rows in mine.items():
        assert all(row in left[name] for row in rows)
    assert [line["what"] for line in left["provision"]] == ["Lego group"]
    assert left["provision"][0]["group_size"] == 2, "the money of the group is what it was"
    assert [place["pupil_id"] for place in left["provision_pupil"]] == [friend.id]
    assert nouns.SESSIONS.all(school.store)[0].absent == (friend.id,)
    assert certificate.stayed == {"group provision, without this child’s place": 1}
    assert desks.verify(school).ok


def test_a_file_that_another_child_has_too_stays(school: Desk) -> None:
    friend, child = a_pupil(school, legal_forename="Amy"), a_child(school)
    kept = attachments.attach(school, friend.id, b"A letter about Zebedee Quillfeather. " * 50, filename="l.txt").value
    erase(school, child)
    assert school.store.blobs.check(kept.blob) == "ok"


def test_the_certificate_says_what_went_and_names_nobody(school: Desk) -> None:
    child = a_child(school)
    certificate = erase(school, child)
    assert certificate.counts["note"] == 1
    assert certificate.counts["attached file"] == 1
    assert "31 years from the date of birth" in certificate.kept_under
    assert erasing.certificates(school) == [certificate]
    assert not any(word in certificate.model_dump_json() for word in WORDS)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"reason": " "}, "reason", "Say why"),
        ({"reason": "Zebedee has moved"}, "reason", "Leave out the child’s name"),
        ({"typed": "Zebedee"}, "typed_name", "Type the name as it stands"),
    ],
)
def test_an_erasure_needs_a_reason_and_the_name(school: Desk, more: dict, field: str, words: str) -> None:
    child = a_child(school)
    before = everything(school)
    with pytest.raises(RefusedError, match=words) as refused:
        erase(school, child, **more)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert everything(school) == before


def test_a_record_that_is_held_is_not_erased(school: Desk) -> None:
    child = a_child(school)
    retention.decide(
        school, RetentionDraft(pupil_id=child.id, hold=True, hold_reason="A claim is open", decided_on=school.today)
    )
    with pytest.raises(RefusedError, match="do not erase"):
        erase(school, child)


def test_undo_stops_at_an_erasure(school: Desk) -> None:
    child = a_child(school)
    erase(school, child)
    assert undoing.undo_label(school) == ""
    assert undoing.redo_label(school) == ""
    with pytest.raises(RefusedError, match="nothing to undo"):
        desks.undo(school)
    a_pupil(school, legal_forename="Amy")
    assert undoing.undo_label(school) == "Add pupil"
    with pytest.raises(RefusedError, match="no longer there"):
        store_erasing.erase(school.store, child.id, erasing.certificates(school)[0])


def test_names_in_others_records_are_listed_and_taken_out_where_chosen(school: Desk) -> None:
    friend, child = a_pupil(school, legal_forename="Amy", legal_surname="Stone"), a_child(school)
    told = records.add(
        school, NoteDraft(pupil_id=friend.id, on=date(2026, 11, 3), text="Sits with Zebedee Quillfeather’s group")
    ).value
    lone = records.add(school, NoteDraft(pupil_id=friend.id, on=date(2026, 11, 4), text="Hit Zebedee today")).value
    once = records.add(school, NoteDraft(pupil_id=friend.id, on=date(2026, 11, 5), text="Zebedee Quillfeather")).value
    records.save(school, once.model_copy(update={"text": "Played outside"}))
    gone = records.add(school, NoteDraft(pupil_id=friend.id, on=date(2026, 11, 6), text="Saw H801200001001")).value
    records.remove(school, gone)
    listed = {mention.row[1]: mention for mention in erasing.plan(school, child.id).mentions}
    assert listed.keys() == {told.id, lone.id, once.id, gone.id}
    assert listed[told.id].whose == "Amy Stone"
    assert listed[told.id].certainty == "certain"
    assert listed[lone.id].certainty == "possible"
    assert listed[once.id].earlier
    assert listed[gone.id].earlier
    erase(school, child, take=[mention.id for mention in listed.values()])
    notes = {note.id: note.text for note in nouns.NOTES.all(school.store)}
    assert notes == {
        told.id: "Sits with (name removed)’s group",
        lone.id: "Hit (name removed) today",
        once.id: "Played outside",
    }
    assert tokens(school) == {}
    assert desks.verify(school).ok


def test_a_name_that_is_left_stays_where_it_was(school: Desk) -> None:
    friend, child = a_pupil(school, legal_forename="Amy"), a_child(school)
    kept = records.add(school, NoteDraft(pupil_id=friend.id, on=date(2026, 11, 3), text="Zebedee Quillfeather")).value
    erase(school, child)
    assert nouns.NOTES.get(school.store, kept.id).text == "Zebedee Quillfeather"


def test_an_opening_finishes_what_a_kill_broke_off(school: Desk) -> None:
    child = a_child(school)
    plan = erasing.plan(school, child.id)
    erasing.erase(school, plan, typed_name=child.name, reason="Past its day")
    assert erasing.is_waiting(school)
    folder, keys = school.store.folder, school.store.keys
    again = reopened(school)
    assert not erasing.is_waiting(again)
    assert found(folder, keys, WORDS) == {}
    again.close()


def test_a_failure_on_the_way_leaves_the_child_whole(school: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    child = a_child(school)
    before, plan = everything(school), erasing.plan(school, child.id)

    def fail(*_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(store_erasing, "encoded", fail)
    with pytest.raises(OSError, match="power"):
        erasing.erase(school, plan, typed_name=child.name, reason="Past its day")
    assert everything(school) == before
    assert not erasing.is_waiting(school)
    monkeypatch.undo()
    erase(school, child)
    assert tokens(school) == {}


def test_a_namesake_s_name_is_no_mention_and_the_family_s_is(school: Desk) -> None:
    child = a_child(school)
    friend = a_pupil(school, legal_forename="May", legal_surname="Quillfeather")
    records.add(school, ContactDraft(pupil_id=friend.id, name="Mr Daniel Quillfeather", relation="Father"))
    said = (
        "Rang Mr Daniel Quillfeather.",
        "Mr Quillfeather and May Quillfeather came.",
        "Then Zebedee hid the pens.",
        "With Zebedee Quillfeather again.",
    )
    for text in said:
        records.add(school, NoteDraft(pupil_id=friend.id, on=date(2026, 11, 2), text=text))
    found = [each for each in erasing.plan(school, child.id).mentions if each.row[0] == "note"]
    assert sorted((each.certainty, each.excerpt) for each in found if each.whose == friend.name) == [
        ("certain", "With Zebedee Quillfeather again."),
        ("possible", "Then Zebedee hid the pens."),
    ]


def test_a_single_backup_is_listed_and_erased_on_request(school: Desk, tmp_path: Path) -> None:
    child = a_child(school)
    to = tmp_path / "school-backup-2026-11-20.sencodesk"
    desks.back_up(school, to)
    broken = tmp_path / "school-backup-2026-11-19.sencodesk"
    broken.mkdir()
    (broken / "desk.db").write_bytes(b"x" * 8192)
    copies = {copy.name: copy for copy in erasing.plan(school, child.id).copies}
    assert {name: copy.state for name, copy in copies.items()} == {to.name: "holds", broken.name: "may_hold"}
    certificate = erase(school, child, copies=[copies[to.name]])
    assert {each.name: each.state for each in certificate.backups} == {to.name: "erased", broken.name: "may_hold"}
    assert found(to, school.store.keys, WORDS) == {}
    assert [copy.name for copy in erasing.still_held(school, certificate)] == [broken.name]
    keys = desks.unlock(to, PASSPHRASE, floor=CHEAP)
    opened = desks.open_with(to, keys, day=lambda: school.today, clock=Clock())
    assert desks.verify(opened).ok
    opened.close()


def test_backups_share_attachments_and_only_the_childs_own_go(school: Desk, tmp_path: Path) -> None:
    friend, child = a_pupil(school, legal_forename="Amy"), a_child(school)
    shared = attachments.attach(school, friend.id, b"A letter about Amy. " * 50, filename="a.txt").value
    first = backups.take(school, "asked").backup
    school.store.clock.now += timedelta(days=1)
    backups.take(school, "asked")
    root = first.root
    assert found(root, school.store.keys, WORDS), "the search finds the child in the backups"
    plan = erasing.plan(school, child.id)
    assert sorted(copy.state for copy in plan.copies) == ["holds", "holds"]
    certificate = erase(school, child, copies=plan.copies[:1])
    left = [
        copy for copy in plan.copies if copy.name not in {c.name for c in certificate.backups if c.state == "erased"}
    ]
    assert set().union(*found(root, school.store.keys, WORDS).values()) >= {"Zebedee", "Quillfeather"}, (
        "one holds it yet"
    )
    assert [copy.name for copy in erasing.still_held(school, certificate)] == [copy.name for copy in left]
    scrubbed = erasing.erase_in_backups(school, certificate, left)
    kept = erasing.finish(school, certificate, scrubbed)
    assert [each.state for each in kept.backups] == ["erased", "erased"]
    assert erasing.certificates(school) == [kept]
    assert found(root, school.store.keys, WORDS) == {}
    assert erasing.still_held(school, certificate) == []
    for backup in store_backups.listed(root):
        manifest = store_backups.manifest_of(backup, school.store.keys)
        assert manifest.files == (shared.blob,)
        assert manifest.counts["pupil"] == 1
        assert store_backups.files_of(backup, school.store.keys).check(shared.blob) == "ok"


def test_a_backup_that_cannot_be_written_stays_as_it_was_and_is_told(
    school: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = a_child(school)
    backups.take(school, "asked")
    plan = erasing.plan(school, child.id)
    records_file = plan.copies[0].records
    before = records_file.read_bytes()
    done = erasing.erase(school, plan, typed_name=child.name, reason="Past its day").value

    def full(*_: object) -> None:
        raise DiskFullError(records_file.parent)

    monkeypatch.setattr(erasing_copies, "copy_whole", full)
    scrubbed = erasing.scrub(school, done, plan.copies)
    assert len(scrubbed.troubles) == 1
    assert scrubbed.copies[0].state == "holds"
    assert records_file.read_bytes() == before
    assert sorted(path.name for path in records_file.parent.iterdir()) == [
        "backup.json", "desk.db", "vault.copy.json", "vault.json"
    ]  # fmt: skip


def test_only_the_senco_erases(school: Desk) -> None:
    child = a_child(school)
    plan = erasing.plan(school, child.id)
    me = school.me
    with school.store.change("Change role") as change:
        change.save(nouns.PEOPLE, me.model_copy(update={"role": "assistant"}))
    with pytest.raises(RefusedError, match="Only the SENCO can erase"):
        erasing.erase(school, plan, typed_name=child.name, reason="Past its day")
    with pytest.raises(RefusedError, match="Only the SENCO can erase"):
        erasing.plan(school, child.id)


def test_the_certificate_is_printed_without_the_child(school: Desk) -> None:
    child = a_child(school)
    certificate = erase(school, child)
    out = io.BytesIO()
    assert erasing.certificate_pdf(school, certificate, out) == 1
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out.getvalue()))
    assert certificate.number in words
    assert "Past its day" in words
    assert not any(word in words for word in WORDS)


def test_what_is_saved_while_the_file_is_scrubbed_is_refused_at_once_and_in_words(
    school: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window must not wait in SQLite for five seconds, nor hear of another program."""
    child, other = a_child(school), a_pupil(school, upn="H801200001009")
    done = erasing.erase(school, erasing.plan(school, child.id), typed_name=child.name, reason="Past its day").value
    note = NoteDraft(pupil_id=other.id, on=date(2026, 11, 2), text="Typed meanwhile")
    said: list[str] = []
    really = store_erasing.connection.telling_troubles

    def meanwhile():
        if school.store.turns._holder is not None and not said:
            with pytest.raises(BusyDeskError) as refused:
                records.add(school, note)
            said.append(str(refused.value.problems[0].sentence))
            desk_state.keep(school.store, "small", "put by")
        return really()

    monkeypatch.setattr(store_erasing.connection, "telling_troubles", meanwhile)
    with ThreadPoolExecutor(1) as worker:
        scrubbed = worker.submit(erasing.scrub, school, done).result()
    monkeypatch.undo()
    assert scrubbed.desk_done
    (sentence,) = said
    assert sentence.startswith("What an erasure left behind is being scrubbed from the file, so this was not saved.")
    erasing.finish(school, done, scrubbed)
    records.add(school, note)
    assert desk_state.read(school.store, "small") == "put by"
    assert desks.verify(school).ok


def test_a_file_that_something_else_holds_is_not_said_to_be_open_elsewhere(school: Desk) -> None:
    other = connection.connect(school.store.folder / "desk.db", school.store.keys)
    other.execute("begin immediate")
    school.store.db.execute("pragma busy_timeout=1")
    with pytest.raises(BusyRecordsError) as told:
        a_pupil(school)
    other.execute("rollback")
    other.close()
    assert "already open" not in f"{told.value}{told.value.happened}"
    assert "Something else is reading or writing" in str(told.value)
