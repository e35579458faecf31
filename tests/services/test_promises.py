"""Notes and promises on the real store: one change, one undo, in the bin, erased with the child, theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import ContactDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import bin as removed_things
from senco_desk.services import (
    contacts_log,
    desks,
    erasing,
    promise_papers,
    promises,
    pupils,
    records,
    register,
    today,
    undoing,
)
from senco_desk.services.contacts_log import Entry, Promised
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import TODAY, a_desk, a_pupil, everything
from tests.store.test_sight import a_school, opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    yield made
    made.close()


def promise(desk: Desk, pupil_id: str, **fields: object):
    usual = {"pupil_id": pupil_id, "made_on": date(2026, 11, 2), "who": "Dr Reed", "what": "Send the report"}
    return records.add(desk, CommitmentDraft.model_validate(usual | fields)).value


def test_one_entry_about_two_children_is_one_change(desk):
    ann, ben = a_pupil(desk, legal_forename="Ann"), a_pupil(desk, legal_forename="Ben")
    before = everything(desk)
    entry = Entry(text="  We met.  ", on=TODAY, kind="meeting", with_whom="Mum")
    done = contacts_log.keep(desk, [ann.id, ben.id, ann.id], entry, [Promised(who="Mum", what="Ring back")])
    assert [note.pupil_id for note in done.value] == [ann.id, ben.id]
    assert done.changes.label == "Add meeting"
    for child, note in zip((ann, ben), done.value, strict=True):
        (kept,) = pupils.record_of(desk, child.id).commitments
        assert (kept.note_id, kept.made_on, kept.due) == (note.id, TODAY, None)
    desks.undo(desk)
    assert everything(desk) == before
    undoing.redo(desk)
    assert len(nouns.COMMITMENTS.all(desk.store)) == 2


def test_everything_wrong_is_said_at_once_and_nothing_kept(desk):
    child = a_pupil(desk)
    with pytest.raises(RefusedError) as refused:
        contacts_log.keep(
            desk, [child.id], Entry(text=" ", on=date(2027, 1, 1)),
            [Promised(who="", what=""), Promised(who="Mum", what="x", due=date(2020, 1, 1)),
             Promised(who="M" * 300, what="x")],
        )  # fmt: skip
    fields = [each.field for each in refused.value.problems]
    assert fields == ["text", "on", "promises.0.who", "promises.0.what", "promises.0.made_on", "promises.1.made_on",
                      "promises.1.due", "promises.2.who"]  # fmt: skip
    with pytest.raises(RefusedError, match="Say who it is about"):
        contacts_log.keep(desk, [], Entry(text="Words", on=TODAY))
    assert nouns.NOTES.all(desk.store) == []


def test_a_way_of_calling_that_two_share_is_nobodys(desk):
    child = a_pupil(desk)
    records.add(desk, ContactDraft(pupil_id=child.id, name="Ruth Day", relation="Mother"))
    records.add(desk, InvolvementDraft(pupil_id=child.id, profession="Educational psychologist", name="Dr Reed"))
    ways = {person.shown: set(person.ways) for person in contacts_log.people_around(desk, [child.id])}
    assert {"mum", "ruth", "ruth day"} <= ways["Ruth Day, mother"]
    assert "ep" in ways["Dr Reed, educational psychologist"]
    records.add(desk, ContactDraft(pupil_id=child.id, name="Jo Day", relation="Mother"))
    assert all("mum" not in person.ways for person in contacts_log.people_around(desk, [child.id]))


def test_late_ones_come_first_then_by_day_then_those_without(desk):
    child = a_pupil(desk)
    for what, due in (("undated", None), ("soon", date(2026, 11, 27)), ("late", date(2026, 11, 17))):
        promise(desk, child.id, what=what, due=due)
    found = promises.listed(desk)
    assert [(each.kept.what, each.standing) for each in found] == [
        ("late", "3 days late"), ("soon", "open"), ("undated", "no day was named"),
    ]  # fmt: skip
    assert [each.lingers for each in found] == [False, False, True]


def test_today_chases_late_ones_those_of_the_half_term_and_those_without_a_day(desk):
    child = a_pupil(desk, legal_forename="Ann", legal_surname="Day")
    promise(desk, child.id, what="late", due=date(2026, 11, 17))
    promise(desk, child.id, what="far", due=date(2027, 6, 1))
    promise(desk, child.id, what="old", made_on=date(2026, 11, 5))
    promise(desk, child.id, what="fresh", made_on=date(2026, 11, 6))
    rows = [row for row in today.read(desk).rows if row.kind == "promise"]
    assert [(row.urgency, row.do) for row in rows] == [
        ("over", "3 days late. Dr Reed promised: “late”. Tick it off, or write to ask after it."),
        ("info", "No day was named on 5 November 2026. Dr Reed promised: “old”. Agree on a day."),
    ]
    assert (rows[0].who, rows[0].on) == ("Ann Day", date(2026, 11, 17))
    promises.finish(desk, rows[0].subject_id, TODAY)
    assert today.read(desk).overdue == 0


def test_done_put_off_dropped_and_open_again(desk):
    child = a_pupil(desk)
    one = promise(desk, child.id, due=date(2026, 11, 17))
    with pytest.raises(RefusedError, match="a day to come"):
        promises.put_off(desk, one.id, date(2026, 11, 19))
    with pytest.raises(RefusedError, match="new day"):
        promises.put_off(desk, one.id, None)
    assert promises.put_off(desk, one.id, date(2026, 12, 1)).changes.label == "Put promise off"
    with pytest.raises(RefusedError, match="why it is no longer needed"):
        promises.drop(desk, one.id, "  ")
    promises.drop(desk, one.id, "She has left.")
    assert promises.listed(desk) == []
    assert promises.listed(desk, everything=True)[0].standing == "no longer needed"
    promises.reopen(desk, one.id)
    with pytest.raises(RefusedError, match="before it was promised"):
        promises.finish(desk, one.id, date(2026, 11, 1))
    with pytest.raises(RefusedError, match="in the future"):
        promises.finish(desk, one.id, date(2026, 11, 21))
    promises.finish(desk, one.id, TODAY, "It came.")
    assert promises.get(desk, one.id).standing == "done on 20 November 2026"
    for _ in range(4):
        desks.undo(desk)
    assert nouns.COMMITMENTS.get(desk.store, one.id) == one


def test_ours_are_those_of_the_schools_own_people(desk):
    child = a_pupil(desk)
    assert promises.get(desk, promise(desk, child.id, who="We").id).ours
    assert promises.get(desk, promise(desk, child.id, who=f"{desk.me.name}, SENCO").id).ours
    assert not promises.get(desk, promise(desk, child.id).id).ours


def test_a_reminder_is_polite_names_no_child_and_tells_nobody_to_wait(desk):
    child = a_pupil(desk, legal_forename="Zebedee", legal_surname="Quill")
    words = promises.reminder(desk, promises.get(desk, promise(desk, child.id, due=date(2026, 11, 17)).id))
    assert words.startswith("Dear Dr Reed,")
    assert "This is about Z. Q. On 2 November 2026" in words
    assert "“Send the report”, by 17 November 2026" in words
    assert "Zebedee" not in words
    assert "Quill" not in words


def test_what_a_meeting_agreed_on_is_offered_once(desk):
    child = a_pupil(desk)
    meeting = records.add(
        desk,
        MeetingDraft(pupil_id=child.id, on=date(2026, 11, 18), agreed="Mum to bring the form by Monday. Good."),
    ).value
    (draft,) = promises.offered_by(desk, meeting)
    assert (draft.who, draft.due, draft.meeting_id) == ("Mum", date(2026, 11, 23), meeting.id)
    promises.add(desk, [draft])
    assert promises.offered_by(desk, meeting) == []


def offered(desk, child):
    found = promises.offered_by_notes(desk, child, nouns.NOTES.of(desk.store, pupil_id=child.id))
    return [(each.who, each.what) for each in found]


def a_call(desk, child, text):
    records.add(desk, NoteDraft(pupil_id=child.id, on=date(2026, 11, 18), text=text, kind="call", with_whom="Mum"))
    return promises.offered_by_notes(desk, child, nouns.NOTES.of(desk.store, pupil_id=child.id))


@pytest.mark.parametrize(
    "changes",
    [
        {"what": "Report to the school", "due": date(2026, 12, 1)},
        {"who": "Educational psychologist", "what": "Report to the school"},
        {"who": "Educational psychologist", "due": None},
        {"state": "dropped", "outcome": "Not needed", "what": "Report"},
    ],
)
def test_a_promise_that_was_offered_and_kept_is_not_offered_again_when_it_is_changed(desk, changes):
    child = a_pupil(desk)
    (draft,) = a_call(desk, child, "Rang. EP promised to send the report by Friday.")
    (kept,) = promises.add(desk, [draft]).value
    assert offered(desk, child) == []
    records.save(desk, kept.model_copy(update=changes))
    assert offered(desk, child) == []


def test_of_two_promises_of_one_person_the_one_nobody_kept_is_still_offered(desk):
    child = a_pupil(desk)
    first, second = a_call(desk, child, "Mum promised to bring the form. Mum promised to ring the clinic.")
    (kept,) = promises.add(desk, [second]).value
    assert offered(desk, child) == [(first.who, first.what)]
    records.save(desk, kept.model_copy(update={"what": "Ring the clinic about glue ear", "due": TODAY}))
    assert offered(desk, child) == [(first.who, first.what)]
    promises.add(desk, [first])
    assert offered(desk, child) == []


def test_the_same_words_of_two_people_are_two_promises_and_words_told_twice_are_one(desk):
    child = a_pupil(desk)
    text = "Dad promised to ring by Friday. Mum promised to ring by Friday.\nMum promised to ring by Friday."
    dad, mum = a_call(desk, child, text)
    promises.add(desk, [mum])
    assert offered(desk, child) == [(dad.who, dad.what)]


def test_a_promise_kept_in_place_of_a_dismissed_one_answers_for_no_other(desk):
    child = a_pupil(desk)
    form, clinic = a_call(desk, child, "Mum promised to bring the form. Mum promised to ring the clinic.")
    promises.dismiss(desk, [form.note_id], [form.what])
    promises.add(desk, [form.model_copy(update={"what": "The form, signed by both"})])
    assert offered(desk, child) == [(clinic.who, clinic.what)]


def test_a_promise_of_the_note_that_is_like_none_it_tells_of_answers_for_none(desk):
    child = a_pupil(desk)
    (draft,) = a_call(desk, child, "EP promised to send the report by Friday.")
    promises.add(desk, [draft.model_copy(update={"who": "We", "what": "Book a room", "due": None})])
    assert offered(desk, child) == [(draft.who, draft.what)]


def test_what_a_meeting_agreed_on_is_not_offered_again_in_its_first_words(desk):
    child = a_pupil(desk)
    agreed = "Mum to bring the form by Monday. EP to visit the class."
    meeting = records.add(desk, MeetingDraft(pupil_id=child.id, on=date(2026, 11, 18), agreed=agreed)).value
    mum, psychologist = promises.offered_by(desk, meeting)
    (kept,) = promises.add(desk, [mum]).value
    records.save(desk, kept.model_copy(update={"what": "The signed form", "due": TODAY}))
    assert [each.what for each in promises.offered_by(desk, meeting)] == [psychologist.what]


def test_a_note_that_goes_leaves_its_promise_and_the_bin_brings_each_back(desk):
    child = a_pupil(desk)
    entry = Entry(text="Rang", on=TODAY, kind="call")
    (note,) = contacts_log.keep(desk, [child.id], entry, [Promised(who="Mum", what="Ring back")]).value
    before = everything(desk)
    records.remove(desk, note)
    (kept,) = nouns.COMMITMENTS.all(desk.store)
    assert kept.note_id is None
    desks.undo(desk)
    assert everything(desk) == before
    (kept,) = nouns.COMMITMENTS.all(desk.store)
    promises.remove(desk, kept.id)
    (gone,) = removed_things.contents(desk)
    assert gone.what == "Promise, Mum: Ring back"
    removed_things.restore(desk, gone)
    assert nouns.COMMITMENTS.all(desk.store) == [kept]


def test_promises_are_erased_with_the_child(desk):
    child = a_pupil(desk, legal_forename="Zebedee", leaving_date=date(2012, 7, 20), date_of_birth=date(1994, 5, 1))
    other = a_pupil(desk)
    for each, words in ((child, "Of the erased"), (other, "Of the other")):
        contacts_log.keep(desk, [each.id], Entry(text=words, on=TODAY), [Promised(who="Mum", what=words)])
    plan = erasing.plan(desk, child.id)
    done = erasing.erase(desk, plan, typed_name=child.name, reason="Past its day", take=()).value
    assert erasing.scrub(desk, done, (), take=()).desk_done
    assert [each.pupil_id for each in nouns.COMMITMENTS.all(desk.store)] == [other.id]
    images = str(desk.store.query("select * from journal_row where noun in ('commitment', 'note')"))
    assert "Of the other" in images
    assert "Of the erased" not in images


def test_a_teaching_assistant_writes_of_the_pupils_assigned_and_finds_no_other(tmp_path):
    school = a_school(tmp_path, "teaching-assistant")
    theirs = opened(school)
    finder = contacts_log.Finder(theirs)
    name, other = pupils.get(theirs, school.mine).forename, "a"
    assert [each.id for each in finder.find(name)] == [school.mine]
    assert all(each.id == school.mine for letter in (other, "e", "s", "z") for each in finder.find(letter))
    entry = Entry(text="Counted to forty", on=TODAY)
    contacts_log.keep(theirs, [school.mine], entry, [Promised(who="I", what="Bring counters")])
    (kept,) = promises.listed(theirs)
    assert promises.changeable(theirs, [kept]) == {kept.id}
    promises.finish(theirs, kept.id, TODAY)
    with pytest.raises(RefusedError):
        contacts_log.keep(theirs, [school.other], entry)
    with pytest.raises(RefusedError):
        contacts_log.keep(theirs, [school.mine, school.other], entry)
    assert len(nouns.NOTES.where(theirs.store, "text = ?", ["Counted to forty"])) == 1
    assert contacts_log.people_around(theirs, [school.other]) == []
    with pytest.raises(RefusedError):
        promise_papers.sheet_pdf(theirs, tmp_path / "out.pdf", [kept.id])
    theirs.close()


def test_a_headteacher_writes_none(tmp_path):
    school = a_school(tmp_path, "headteacher")
    theirs = opened(school)
    with pytest.raises(RefusedError, match="changes nothing"):
        contacts_log.keep(theirs, [school.mine], Entry(text="Words", on=TODAY))
    theirs.close()


def test_the_last_contact_is_no_plain_note(desk):
    child = a_pupil(desk)
    assert contacts_log.last_contact(pupils.record_of(desk, child.id)) is None
    records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text="Quiet"))
    records.add(desk, NoteDraft(pupil_id=child.id, on=date(2026, 11, 3), text="Rang", kind="call", with_whom="Mum"))
    records.add(desk, MeetingDraft(pupil_id=child.id, on=date(2026, 10, 3)))
    assert contacts_log.last_contact(pupils.record_of(desk, child.id)) == (date(2026, 11, 3), "Phone call with Mum")


def test_listing_promises_reads_the_children_they_name_and_no_other(desk, monkeypatch):
    one, two = a_pupil(desk), a_pupil(desk)
    for _ in range(3):
        a_pupil(desk)
    promise(desk, one.id)
    promises.drop(desk, promise(desk, two.id).id, "Not needed")
    decoded, decode = [], type(nouns.PUPILS).decode

    def counted(table, row):
        decoded.append(row["id"])
        return decode(table, row)

    monkeypatch.setattr(type(nouns.PUPILS), "decode", counted)
    kept = promises.listed(desk)[0]
    assert kept.pupil_id == one.id
    assert {row["id"] for row in everything(desk)["pupil"]} & set(decoded) == {one.id}
    assert [each.pupil_id for each in promises.listed(desk, everything=True)] == [one.id, two.id]
    assert promises.any_made(desk)


@pytest.mark.parametrize(
    ("what", "said", "kind"),
    [
        (NoteDraft(pupil_id="", on=TODAY, text="Read a page"), None, ""),
        (NoteDraft(pupil_id="", on=TODAY, text="Rang", kind="call", with_whom="Mum"), "Phone call with Mum", "call"),
        (NoteDraft(pupil_id="", on=TODAY, text="Met", kind="meeting"), "Meeting", "meeting"),
        (MeetingDraft(pupil_id="", on=TODAY), "Meeting with parents", "meeting"),
        (MeetingDraft(pupil_id="", on=TODAY, with_parents=False), None, ""),
        (ViewDraft(pupil_id="", on=TODAY, whose="parent", words="He is happy"), "Views of a parent", "view"),
        (ViewDraft(pupil_id="", on=TODAY, whose="child", words="I like it"), "Views of the child", "view"),
        (ViewDraft(pupil_id="", on=TODAY, whose="child", words="Smiles", method="observed"), None, ""),
    ],
)
def test_the_overview_and_the_register_have_one_rule_for_the_last_contact(desk, what, said, kind):
    child = a_pupil(desk)
    records.add(desk, what.model_copy(update={"pupil_id": child.id}))
    last = contacts_log.last_contact(pupils.record_of(desk, child.id))
    (row,) = register.as_at(desk, everyone=True, spend=False).rows
    assert last == (said and (TODAY, said))
    assert (row.last_contact, row.contact_kind) == (TODAY if said else None, kind)


def test_of_two_contacts_the_newer_one_counts_in_both_places(desk):
    child = a_pupil(desk)
    for on, kind in ((date(2026, 11, 3), "call"), (date(2026, 11, 9), "email"), (date(2026, 11, 9), "talk")):
        records.add(desk, NoteDraft(pupil_id=child.id, on=on, text="Words", kind=kind))
    records.add(desk, MeetingDraft(pupil_id=child.id, on=date(2026, 10, 3)))
    assert contacts_log.last_contact(pupils.record_of(desk, child.id)) == (date(2026, 11, 9), "Talk in passing")
    assert contacts_log.last_contacts(desk, TODAY) == {child.id: ("2026-11-09", "talk")}
    assert contacts_log.last_contacts(desk, date(2026, 11, 8)) == {child.id: ("2026-11-03", "call")}
    assert contacts_log.last_contacts(desk, date(2026, 10, 1)) == {}
