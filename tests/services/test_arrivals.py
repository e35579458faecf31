"""Papers on their way into a record: read, held against the roll, suggested for, and what is done with them after."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from senco_desk.domain.papers import Document, DocumentDraft
from senco_desk.domain.problems import CancelledError, RefusedError
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.school import PersonDraft, StaffDraft
from senco_desk.services import (
    arrivals,
    attaching,
    attachments,
    desks,
    document_text,
    packs,
    paper_deeds,
    people,
    records,
    undoing,
    viewing,
    whose_papers,
)
from senco_desk.services.attaching import Arriving
from senco_desk.services.desk import Desk
from senco_desk.store import health, nouns
from tests.builders import CHEAP, TODAY, Clock, a_pupil, a_status, everything
from tests.letters import a_docx
from tests.papers import a_form, a_picture, a_protected_pdf, a_text_pdf


@pytest.fixture
def amelia(desk: Desk) -> Pupil:
    return a_pupil(desk, legal_forename="Amelia", legal_surname="O’Neill", date_of_birth=date(2018, 3, 2))


@pytest.fixture
def zoe(desk: Desk) -> Pupil:
    return a_pupil(desk, legal_forename="Zoë", legal_surname="Kowalski", date_of_birth=date(2019, 1, 9))


def taken(desk: Desk, pupil: Pupil, *files: bytes, name: str = "scan0001.pdf") -> list[Document]:
    read = arrivals.read_in(desk, pupil.id, [Arriving(each, name) for each in files])
    assert not [each.trouble for each in read if each.trouble]
    return [each.document for each in arrivals.keep(desk, read).value]


def test_a_report_brings_what_it_says_of_itself(desk: Desk, amelia: Pupil) -> None:
    (kept,) = taken(
        desk,
        amelia,
        a_text_pdf("Educational Psychologist's report\nName: Amelia O'Neill\nDate of report: 3 June 2026\nBy: x"),
    )
    assert (kept.about, kept.kind, kept.dated) == ("this", "psychologist", date(2026, 6, 3))
    assert kept.title == "Educational Psychologist's report"


def test_another_childs_report_is_kept_and_marked(desk: Desk, amelia: Pupil, zoe: Pupil) -> None:
    (kept,) = taken(desk, amelia, a_text_pdf("Name: Zoe Kowalski\nDate of birth: 9 January 2019"))
    assert kept.about == "other"
    looked = whose_papers.look_again(desk, kept)
    assert looked.finding.page == 1
    assert looked.others[0][0] == zoe.id
    assert looked.others[0][1].startswith("Zoë Kowalski")


def test_a_name_typed_into_a_form_counts(desk: Desk, amelia: Pupil, zoe: Pupil) -> None:
    (kept,) = taken(desk, amelia, a_form("Zoe Kowalski"))
    assert kept.about == "other"


def test_staff_of_the_same_name_are_no_pupils(desk: Desk, amelia: Pupil, zoe: Pupil) -> None:
    records.add(desk, StaffDraft(name="Mrs Zoe Kowalski"))
    (kept,) = taken(desk, amelia, a_text_pdf("Amelia O'Neill and Zoe Kowalski. Zoe Kowalski will write to you."))
    assert kept.about == "this"


def test_a_picture_and_a_locked_file_are_for_the_eye(desk: Desk, amelia: Pupil) -> None:
    kept = taken(desk, amelia, a_picture(), a_protected_pdf())
    assert [each.about for each in kept] == ["unclear", "unclear"]


def test_a_letter_is_read_as_words_and_checked(desk: Desk, amelia: Pupil, zoe: Pupil) -> None:
    (kept,) = taken(desk, amelia, a_docx("Zoe Kowalski was seen.", "\f", "Zoe Kowalski sings."), name="letter.docx")
    assert kept.about == "other"
    assert document_text.words_of(desk, kept) == ["Zoe Kowalski was seen.", "Zoe Kowalski sings."]
    assert viewing.has_words_only(kept)
    assert viewing.text_of(desk, kept)[0] == "Zoe Kowalski was seen."


def test_words_of_never_fails_for_what_a_file_is(desk: Desk, amelia: Pupil) -> None:
    kept = taken(
        desk, amelia, a_text_pdf("One", "Two"), a_picture(), a_protected_pdf(), b"PK\x03\x04 broken", b"%PDF-1.7"
    )
    read = [[page.strip() for page in document_text.words_of(desk, each)] for each in kept]
    assert read == [["One", "Two"], [], [], [], []]
    desk.store.blobs.remove(kept[0].blob)
    assert document_text.words_of(desk, kept[0]) == []


def test_the_same_file_in_another_record_is_said_before_anything_is_kept(desk: Desk, amelia: Pupil, zoe: Pupil) -> None:
    content = a_text_pdf("Zoe Kowalski")
    (theirs,) = taken(desk, zoe, content, name="Zoe.pdf")
    before = everything(desk)
    (found,) = arrivals.read_in(desk, amelia.id, [Arriving(content, "Zoe.pdf")])
    assert found.to_ask
    assert "Zoë Kowalski (as “Zoe”)" in arrivals.others_words(found)
    assert everything(desk) == before
    arrivals.let_go(desk, [found])
    assert attachments.open_bytes(desk, theirs.id) == content  # it is still wanted there
    (again,) = arrivals.read_in(desk, zoe.id, [Arriving(content, "Zoe.pdf")])
    assert again.here_already == theirs
    assert not again.to_ask


def test_one_bad_file_does_not_keep_the_others_out(desk: Desk, amelia: Pupil, tmp_path: Path) -> None:
    read = arrivals.read_in(desk, amelia.id, [Arriving(b"", "empty.pdf"), Arriving(a_text_pdf("x"), "x.pdf")])
    assert isinstance(read[0].trouble, RefusedError)
    assert len(arrivals.keep(desk, read).value) == 1


class Stopping:
    def __init__(self, after: int) -> None:
        self.left = after

    def start(self, what: str, total: int) -> None:
        pass

    def step(self, done: int = 1) -> None:
        self.left -= done
        if self.left < 0:
            raise CancelledError


def test_stopped_in_the_middle_nothing_is_left(desk: Desk, amelia: Pupil) -> None:
    before = everything(desk)
    files = [Arriving(a_text_pdf(str(at)), f"{at}.pdf") for at in range(3)]
    with pytest.raises(CancelledError):
        arrivals.read_in(desk, amelia.id, files, progress=Stopping(1))
    assert everything(desk) == before
    assert not health.stray_files(desk.store)


def test_moving_takes_a_paper_to_the_other_child_and_undo_brings_it_back(desk: Desk, amelia: Pupil, zoe: Pupil) -> None:
    (kept,) = taken(desk, amelia, a_text_pdf("Zoe Kowalski. Zoe Kowalski."))
    before = everything(desk)
    moved = paper_deeds.move(desk, kept, zoe.id).value
    assert (moved.pupil_id, moved.about, moved.sha256) == (zoe.id, "confirmed", kept.sha256)
    assert not nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id)
    undoing.undo(desk)
    assert everything(desk)["document"] == before["document"]


def test_a_newer_version_goes_into_packs_instead_of_the_older(desk: Desk, amelia: Pupil) -> None:
    (first,) = taken(desk, amelia, a_text_pdf("Amelia O'Neill, draft"), name="Plan.pdf")
    first = first.model_copy(update={"needs": ("SLCN",), "kind": "plan"})
    records.save(desk, first)
    for words in ("agreed", "corrected"):
        (found,) = arrivals.read_in(desk, amelia.id, [Arriving(a_text_pdf(f"Amelia O'Neill, {words}"), f"{words}.pdf")])
        assert found.brought is not None
        assert not isinstance(found.brought, Document)
        newest = paper_deeds.keep_newer(desk, first, found.brought).value
    kept = nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id)
    assert [each.in_pack for each in sorted(kept, key=lambda each: each.id)] == [False, False, True]
    assert (newest.title, newest.needs, newest.version_of) == ("Plan", ("SLCN",), first.id)
    before = everything(desk)
    paper_deeds.remove(desk, [nouns.DOCUMENTS.get(desk.store, first.id)])
    second, third = sorted(nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id), key=lambda each: each.id)
    assert (second.version_of, third.version_of) == (None, second.id)
    undoing.undo(desk)
    assert everything(desk)["document"] == before["document"]


def test_several_change_together_and_are_refused_together(desk: Desk, amelia: Pupil) -> None:
    kept = taken(desk, amelia, a_text_pdf("1"), a_text_pdf("2"))
    paper_deeds.save_all(desk, kept, lambda each: each.model_copy(update={"kind": "letter"}))
    assert {each.kind for each in nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id)} == {"letter"}
    with pytest.raises(RefusedError):
        paper_deeds.save_all(desk, kept, lambda each: each.model_copy(update={"title": ""}))
    undoing.undo(desk)
    assert {each.kind for each in nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id)} == {"other"}


@pytest.mark.parametrize("how", ["removed", "moved"])
@pytest.mark.parametrize("ticked", [True, False])
def test_where_the_newest_version_goes_the_one_before_it_is_in_packs_again(
    desk: Desk, amelia: Pupil, zoe: Pupil, how: str, ticked: bool
) -> None:
    (first,) = taken(desk, amelia, a_text_pdf("First"))
    for words in ("Second", "Third"):
        (read,) = arrivals.read_in(desk, amelia.id, [Arriving(a_text_pdf(words), f"{words}.pdf")])
        assert read.brought is not None
        first = nouns.DOCUMENTS.get(desk.store, first.id)
        newest = paper_deeds.keep_newer(desk, first, read.brought).value
    newest = paper_deeds.save(desk, newest, newest.model_copy(update={"in_pack": ticked})).value
    before = everything(desk)
    heirs = paper_deeds.heirs(desk, [newest])
    assert [each.filename for each in heirs] == (["Second.pdf"] if ticked else [])
    if how == "removed":
        paper_deeds.remove(desk, [newest])
    else:
        paper_deeds.move(desk, newest, zoe.id)
    left = sorted(nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id), key=lambda each: each.id)
    assert [each.in_pack for each in left] == [False, ticked]
    assert [each.version_of for each in left] == [None, first.id]
    undoing.undo(desk)
    assert everything(desk)["document"] == before["document"]


def test_the_first_version_goes_with_the_newest_and_the_one_between_is_in_packs(desk: Desk, amelia: Pupil) -> None:
    (first,) = taken(desk, amelia, a_text_pdf("First"))
    kept = [first]
    for words in ("Second", "Third"):
        (read,) = arrivals.read_in(desk, amelia.id, [Arriving(a_text_pdf(words), f"{words}.pdf")])
        assert read.brought is not None
        kept.append(paper_deeds.keep_newer(desk, kept[-1], read.brought).value)
    paper_deeds.remove(desk, [kept[0], kept[2]])
    (left,) = nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id)
    assert (left.id, left.in_pack, left.version_of) == (kept[1].id, True, None)


def test_what_cannot_be_kept_now_is_held_where_it_is_asked(
    desk: Desk, amelia: Pupil, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = a_text_pdf("1")
    brought = attaching.bring_in(desk, amelia.id, [Arriving(content, "1.pdf")], attaching.About())

    def busy(_label: str) -> None:
        raise RefusedError("A roll is being imported.")

    with monkeypatch.context() as patched:
        patched.setattr(desk.store, "change", busy)
        with pytest.raises(RefusedError):
            attaching.keep(desk, brought, hold=True)
        assert health.stray_files(desk.store) == (brought[0].blob,)
    (kept,) = attaching.keep(desk, brought, hold=True).value
    assert desk.store.blobs.read(kept.document.blob) == content


def test_words_are_found_on_the_pages(desk: Desk, amelia: Pupil) -> None:
    (kept,) = taken(desk, amelia, a_text_pdf("Hello Zoe\nzoe again", "nothing", "ZOE"))
    found = viewing.find(viewing.of_document(desk, kept.id), "zoe")
    assert [each.page for each in found] == [1, 1, 3]
    for each in found:
        for left, top, right, bottom in each.boxes:
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 0.2  # the words stand near the head of the page


def test_the_limits_are_the_authoritys_own_where_it_has_one(desk: Desk, amelia: Pupil) -> None:
    assert paper_deeds.age_limits(desk, amelia).limit_of("psychologist") is not None
    assert paper_deeds.age_limits(desk, amelia).limit_of("work") is None


def test_packs_stop_at_a_paper_that_may_be_another_childs_and_name_what_nobody_looked_at(
    desk: Desk, amelia: Pupil, zoe: Pupil, tmp_path: Path
) -> None:
    a_status(desk, amelia, "K", ("SLCN",))
    # Both children are named in full, so that the names alone would not say whose paper it is.
    wrong, nobodys = taken(
        desk, amelia, a_text_pdf("Amelia O'Neill. Date of birth: 9 January 2019"), a_text_pdf("A leaflet on phonics")
    )
    assert (wrong.about, nobodys.about) == ("other", "unclear")
    found = packs.preview(desk, amelia.id).third_party
    assert any("held another child’s details" in each for each in found.other_children)
    assert [each.why for each in found.not_checkable] == [
        "nobody has said yet whose paper it is, so look at it by eye."
    ]
    with pytest.raises(packs.NamesFoundError):
        packs.make(desk, amelia.id, tmp_path / "pack.pdf")
    paper_deeds.confirm(desk, [wrong, nobodys])
    found = packs.preview(desk, amelia.id).third_party
    assert not found.other_children
    assert not found.not_checkable


def test_a_confidential_paper_moved_to_where_it_is_already_keeps_its_mark(
    desk: Desk, amelia: Pupil, zoe: Pupil
) -> None:
    content = a_text_pdf("Zoe Kowalski. Zoe Kowalski.")
    (here,) = taken(desk, amelia, content)
    (there,) = taken(desk, zoe, content)
    here = records.save(desk, here.model_copy(update={"confidential": True})).value
    moved = paper_deeds.move(desk, here, zoe.id).value
    assert (moved.id, moved.confidential, moved.about) == (there.id, True, "confirmed")
    assert nouns.DOCUMENTS.get(desk.store, there.id) == moved
    undoing.undo(desk)
    assert not nouns.DOCUMENTS.get(desk.store, there.id).confidential


def test_words_are_read_of_documents_in_the_record_only(desk: Desk, amelia: Pupil) -> None:
    (kept,) = taken(desk, amelia, a_text_pdf("One"))
    assert [page.strip() for page in document_text.words_of(desk, kept)] == ["One"]
    assert document_text.words_of(desk, kept.model_copy(update={"id": "nobody’s"})) == []
    paper_deeds.remove(desk, [kept])
    assert document_text.words_of(desk, kept) == []


def test_a_title_from_a_heading_holds_no_marks(desk: Desk, amelia: Pupil) -> None:
    (kept,) = taken(desk, amelia, b'Speech Report <img src="x.png">\nAmelia O\'Neill', name="scan0007.txt")
    assert kept.title == 'Speech Report img src="x.png"'


PROTECTION = b"Child protection conference report\nName: Amelia O'Neill\n"


def test_who_sees_no_confidential_papers_keeps_one_unmarked_and_is_told(desk: Desk, amelia: Pupil) -> None:
    (read,) = arrivals.read_in(desk, amelia.id, [Arriving(PROTECTION + b"1", "1.txt")])
    assert not read.unmarked
    assert arrivals.keep(desk, [read]).value[0].document.confidential
    first = people.first_slot(desk, THE_WORDS, THE_WORDS)
    people.add(desk, PersonDraft(name="Ash", role="assistant"), [], first)
    folder = desk.store.folder
    desk.close()
    keys = desks.unlock(folder, THE_WORDS, floor=CHEAP)
    theirs = desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock())
    try:
        (read,) = arrivals.read_in(theirs, amelia.id, [Arriving(PROTECTION + b"2", "2.txt")])
        assert read.unmarked
        kept = arrivals.keep(theirs, [read]).value[0].document
        assert not kept.confidential
        assert nouns.DOCUMENTS.get(theirs.store, kept.id) == kept
    finally:
        theirs.close()


THE_WORDS = "three brown foxes"


def asked(desk: Desk, amelia: Pupil, words: str) -> DocumentDraft:
    """A paper that is on the drive, and in no record yet."""
    (read,) = arrivals.read_in(desk, amelia.id, [Arriving(a_text_pdf(words), f"{words}.pdf")])
    assert read.brought is not None
    return read.brought


def test_a_newer_version_is_one_of_the_paper_as_it_is_now(desk: Desk, amelia: Pupil) -> None:
    (first,) = taken(desk, amelia, a_text_pdf("First"))
    second = paper_deeds.keep_newer(desk, first, asked(desk, amelia, "Second")).value
    third, fourth = asked(desk, amelia, "Third"), asked(desk, amelia, "Fourth")
    paper_deeds.save(desk, second, second.model_copy(update={"confidential": True}))
    paper_deeds.remove(desk, [first])
    kept = paper_deeds.keep_newer(desk, second, third).value  # as it was when it was asked
    assert (kept.version_of, kept.confidential, kept.in_pack) == (second.id, True, True)
    last = paper_deeds.keep_newer(desk, second, fourth).value
    found = {each.id: each.in_pack for each in nouns.DOCUMENTS.of(desk.store, pupil_id=amelia.id)}
    assert found == {second.id: False, kept.id: False, last.id: True}


def test_a_newer_version_of_a_paper_that_is_gone_is_no_less_confidential(desk: Desk, amelia: Pupil, zoe: Pupil) -> None:
    (first,) = taken(desk, amelia, a_text_pdf("First"))
    first = records.save(desk, first.model_copy(update={"confidential": True, "kind": "plan"})).value
    newer = asked(desk, amelia, "Second")
    paper_deeds.move(desk, first, zoe.id)
    kept = paper_deeds.keep_newer(desk, first, newer).value
    assert (kept.pupil_id, kept.version_of, kept.title) == (amelia.id, None, first.title)
    assert (kept.kind, kept.confidential, kept.in_pack) == ("plan", True, True)


@pytest.mark.parametrize("how", ["a document", "a newer version", "in place of one that is gone"])
def test_no_record_ever_names_a_file_that_is_not_there(desk: Desk, amelia: Pupil, how: str) -> None:
    (first,) = taken(desk, amelia, a_text_pdf("First"))
    draft = asked(desk, amelia, "Second")
    desk.store.blobs.remove(draft.blob)
    if how == "in place of one that is gone":
        paper_deeds.remove(desk, [first])
    before = everything(desk)
    keep = partial(attaching.keep, desk, [draft], hold=True)
    with pytest.raises(RefusedError) as refused:
        keep() if how == "a document" else paper_deeds.keep_newer(desk, first, draft)
    assert str(refused.value.problems[0]).startswith("Second.pdf is not on this computer any more")
    assert everything(desk) == before
