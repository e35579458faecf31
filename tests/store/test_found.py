"""The index of words: true of the records whichever way they are written, and empty of a child who was erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.erasing import Certificate
from senco_desk.domain.papers import Document, DocumentDraft, Note, NoteDraft
from senco_desk.domain.problems import CancelledError
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.roles import rights_of
from senco_desk.domain.school import Person
from senco_desk.services import records, undoing
from senco_desk.services.desk import Desk
from senco_desk.store import connection, erasing, found, nouns
from senco_desk.store.found import Sought
from senco_desk.store.gateway import Store
from senco_desk.store.migrations import STEPS, migrate, version_of
from senco_desk.store.sight import Sight
from tests.builders import TODAY, a_cycle, a_desk, a_provision, a_pupil, an_outcome, reopened
from tests.rich_child import a_rich_child

SECRET = "xanthippe"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    yield made
    made.close()


def a_note(desk: Desk, pupil: Pupil, text: str, on: date = TODAY) -> Note:
    return records.add(desk, NoteDraft(pupil_id=pupil.id, on=on, text=text)).value


def a_document(desk: Desk, pupil: Pupil, title: str = "Report", blob: str = "a" * 64) -> Document:
    draft = DocumentDraft(
        pupil_id=pupil.id, title=title, kind="speech", added_on=TODAY, filename="report.pdf", blob=blob,
        sha256="b" * 64, bytes=1, media_type="application/pdf",
    )  # fmt: skip
    return records.add(desk, draft).value


def where(store: Store, *words: str, group: found.Group | None = None, begun: bool = False) -> list[str]:
    """The nouns of what is found for these words."""
    sought = found.prepared(store, [Sought((word,), begun=begun) for word in words])
    groups = found.GROUPS if group is None else (group,)
    return [place.noun for each in groups for place in found.search(store, sought, each, limit=50, today=TODAY)[0]]


def kept(store: Store) -> list[tuple[object, ...]]:
    """All that the index holds of the records, without the order in which it was written."""
    rows = store.query('select noun, row_id, pupil_id, part, "on", title, within, body from found_place')
    return sorted(tuple(row.values()) for row in rows)


def made_anew(store: Store) -> list[tuple[object, ...]]:
    """The same as the last step of the schema would make it of the records that are there."""
    fill = [each for each in STEPS[6].split(";\n") if each.startswith("insert into found_place")]
    store.db.execute("begin")
    try:
        store.db.execute("delete from found_place")
        for statement in fill:
            store.db.execute(statement)
        return kept(store)
    finally:
        store.db.execute("rollback")


def test_every_kind_of_writing_is_found_under_its_heading(desk: Desk) -> None:
    zoe = a_rich_child(desk)
    assert kept(desk.store) == made_anew(desk.store)
    assert found.is_sound(desk.store)
    assert where(desk.store, "underground") == ["pupil"]
    assert where(desk.store, "loud", group="notes").count("view") == 1
    assert where(desk.store, "byron") == ["contact"]
    assert set(where(desk.store, "begum")) >= {"provision_pupil", "review", "involvement", "view"}
    assert where(desk.store, "fridge", group="plans")[0] == "cycle"
    assert set(where(desk.store, "helps", group="meetings")) == {"meeting"}
    a_document(desk, zoe, "Sunflower letter")
    assert where(desk.store, "sunflower") == ["document"]


def test_a_change_its_undo_and_its_redo_are_followed(desk: Desk) -> None:
    pupil = a_pupil(desk)
    note = a_note(desk, pupil, "Sat under the table.")
    records.save(desk, note.model_copy(update={"text": "Sat beside the window."}))
    assert where(desk.store, "table") == []
    assert where(desk.store, "window") == ["note"]
    undoing.undo(desk)
    assert where(desk.store, "table") == ["note"]
    undoing.redo(desk)
    assert where(desk.store, "window") == ["note"]
    records.remove(desk, nouns.NOTES.get(desk.store, note.id))
    assert where(desk.store, "window") == []
    undoing.undo(desk)
    assert where(desk.store, "window") == ["note"]
    assert found.is_sound(desk.store)


def test_a_group_is_found_with_each_of_its_children_whichever_is_written_first(desk: Desk) -> None:
    one, two = a_pupil(desk), a_pupil(desk)
    group = a_provision(desk, one, two, what="Lego therapy")
    assert where(desk.store, "lego") == ["provision_pupil"] * 2
    undoing.undo(desk)
    assert where(desk.store, "lego") == []
    undoing.redo(desk)
    assert where(desk.store, "lego") == ["provision_pupil"] * 2
    line = nouns.PROVISIONS.get(desk.store, group.provision.id)
    with desk.store.change("Rename") as change:
        change.save(nouns.PROVISIONS, line.model_copy(update={"what": "Duplo therapy"}))
    assert where(desk.store, "lego") == []
    assert where(desk.store, "duplo") == ["provision_pupil"] * 2
    assert kept(desk.store) == made_anew(desk.store)


def test_all_that_is_sought_must_occur_and_accents_and_case_do_not_count(desk: Desk) -> None:
    pupil = a_pupil(desk)
    a_note(desk, pupil, "Café at the École with Renée.")
    a_note(desk, pupil, "A cafe.")
    assert where(desk.store, "CAFE", "renee") == ["note"]
    assert len(where(desk.store, "café")) == 2
    assert where(desk.store, "caf", begun=True) == ["note"] * 2
    assert where(desk.store, "ecol", begun=True) == ["note"]
    assert where(desk.store, "caf") == []


def test_a_name_stands_for_the_child_but_never_for_all_of_it(desk: Desk) -> None:
    mine, other = a_pupil(desk), a_pupil(desk)
    a_note(desk, mine, "A sensory break after lunch.")
    a_note(desk, other, "A sensory break in the morning.")
    named = Sought(("okafor",), pupils=(mine.id,))
    places, total = found.search(desk.store, [named, Sought(("sensory",))], "notes", limit=5, today=TODAY)
    assert (total, [each.pupil_id for each in places]) == (1, [mine.id])
    many = replace(named, many=True)
    assert found.search(desk.store, [many, Sought(("sensory",))], "notes", limit=5, today=TODAY) == (places, 1)
    assert found.search(desk.store, [named, named], "notes", limit=5, today=TODAY) == ([], 0)


def test_the_newest_and_the_fullest_come_first_and_the_words_are_marked(desk: Desk) -> None:
    pupil = a_pupil(desk)
    a_note(desk, pupil, "Phonics went well.", date(2019, 3, 1))
    a_note(desk, pupil, "Phonics went well.", date(2026, 11, 2))
    places, total = found.search(desk.store, [Sought(("phonics",))], "notes", limit=1, today=TODAY)
    assert total == 2
    assert places[0].on == "2026-11-02"
    assert places[0].snippet == f"{found.FOUND}Phonics{found.LEFT} went well."


def test_pages_are_put_in_once_and_go_with_their_document(desk: Desk) -> None:
    pupil = a_pupil(desk)
    paper = a_document(desk, pupil)
    assert found.unread(desk.store) == [paper.id]
    assert found.put_pages(desk.store, paper.id, paper.blob, ["Cover", "", "Quiet corner"])
    assert found.unread(desk.store) == []
    (place,), _ = found.search(desk.store, [Sought(("corner",))], "documents", limit=5, today=TODAY)
    assert (place.row_id, place.page) == (paper.id, 3)
    assert not found.put_pages(desk.store, paper.id, "c" * 64, ["Another file"])
    records.save(desk, paper.model_copy(update={"blob": "c" * 64}))
    assert where(desk.store, "corner") == []
    assert found.unread(desk.store) == [paper.id]
    found.put_pages(desk.store, paper.id, "c" * 64, [])
    assert found.unread(desk.store) == []
    records.remove(desk, nouns.DOCUMENTS.get(desk.store, paper.id))
    assert kept(desk.store) == []
    undoing.undo(desk)
    assert found.unread(desk.store) == [paper.id]
    assert found.is_sound(desk.store)


def test_pages_go_over_to_another_child_with_their_document(desk: Desk) -> None:
    one, two = a_pupil(desk), a_pupil(desk)
    paper = a_document(desk, one)
    found.put_pages(desk.store, paper.id, paper.blob, ["Quiet corner"])
    records.save(desk, paper.model_copy(update={"pupil_id": two.id}))
    (place,), _ = found.search(desk.store, [Sought(("corner",))], "documents", limit=5, today=TODAY)
    assert place.pupil_id == two.id
    named = Sought(("name",), pupils=(two.id,))
    assert found.search(desk.store, [named, Sought(("corner",))], "documents", limit=5, today=TODAY)[1] == 1
    assert found.is_sound(desk.store)


def test_all_documents_are_listed_however_many_pages_each_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "_WEIGHED", 4)
    pupil = a_pupil(desk)
    papers = [a_document(desk, pupil, f"Report {number}") for number in range(8)]
    for paper in papers:
        found.put_pages(desk.store, paper.id, paper.blob, ["A quiet corner"] * 5)
    places, total = found.search(desk.store, [Sought(("corner",))], "documents", limit=50, today=TODAY)
    assert (len(places), total) == (8, 8)
    assert {each.row_id for each in places} == {each.id for each in papers}
    places, total = found.search(desk.store, [Sought(("corner",))], "documents", limit=3, today=TODAY)
    assert (len({each.row_id for each in places}), total) == (3, 8)


def test_the_best_page_of_a_document_is_given(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "_WEIGHED", 5)
    paper = a_document(desk, a_pupil(desk))
    pages = ["corner", *["A quiet corner of the room, and much else beside it"] * 6, "corner corner corner", "corner"]
    found.put_pages(desk.store, paper.id, paper.blob, pages)
    (place,), total = found.search(desk.store, [Sought(("corner",))], "documents", limit=5, today=TODAY)
    assert (place.page, total) == (8, 1)


def test_pages_tell_the_day_and_the_title_that_their_document_has_now(desk: Desk) -> None:
    paper = a_document(desk, a_pupil(desk))
    found.put_pages(desk.store, paper.id, paper.blob, ["Cover", "Quiet corner"])
    records.save(desk, paper.model_copy(update={"dated": date(2019, 3, 1), "title": "Old report"}))
    (place,), _ = found.search(desk.store, [Sought(("corner",))], "documents", limit=5, today=TODAY)
    assert (place.on, place.title) == ("2019-03-01", "Old report")
    undoing.undo(desk)
    (place,), _ = found.search(desk.store, [Sought(("corner",))], "documents", limit=5, today=TODAY)
    assert (place.on, place.title) == (TODAY.isoformat(), "Report")
    assert found.is_sound(desk.store)


def test_what_teachers_must_know_is_found_and_shown_as_it_was_typed(desk: Desk) -> None:
    knows = ('Needs a "soft" voice', "Back\\slash, tab\tand Zażółć", "Sits near the door")
    records.add(desk, ProfileDraft(pupil_id=a_pupil(desk).id, on=TODAY, must_knows=knows))
    (place,), _ = found.search(desk.store, [Sought(("zażółć",))], "notes", limit=5, today=TODAY)
    assert place.snippet.replace(found.FOUND, "").replace(found.LEFT, "") == "\n".join(knows)
    assert kept(desk.store) == made_anew(desk.store)


@pytest.fixture
def in_small_turns(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two short pages are written in a turn, and two are taken out; answers the turns."""
    monkeypatch.setattr(found, "_LETTERS", 12)
    monkeypatch.setattr(found, "_GONE", 2)
    taken: list[str] = []
    alone = desk.store.alone

    def noted(what: str, *, brief: bool = False) -> AbstractContextManager[None]:
        if brief:
            taken.append(what)
        return alone(what, brief=brief)

    monkeypatch.setattr(desk.store, "alone", noted)
    return taken


def test_a_long_document_is_written_a_few_pages_at_a_time(desk: Desk, in_small_turns: list[str]) -> None:
    paper = a_document(desk, a_pupil(desk))
    pages = [f"corner {number}" for number in range(1, 8)]
    assert found.put_pages(desk.store, paper.id, paper.blob, pages)
    assert len(in_small_turns) == 4
    assert found.put_pages(desk.store, paper.id, paper.blob, [*pages[:5], "corner 66"])
    assert len(in_small_turns) == 4 + 4 + 2  # the last of those that take out writes too
    held = desk.store.query("select part, body from found_place where part > 0 order by part")
    assert [tuple(row.values()) for row in held] == list(enumerate([*pages[:5], "corner 66"], 1))
    assert found.unread(desk.store) == []
    assert found.is_sound(desk.store)


@pytest.mark.parametrize("times", [1, 2, 3, 4, 5])
def test_a_document_counts_as_unread_until_its_last_page_is_written(
    desk: Desk, in_small_turns: list[str], times: int
) -> None:
    paper = a_document(desk, a_pupil(desk))
    pages = [f"corner {number}" for number in range(1, 6)]
    if times > 2:  # it has been read before
        found.put_pages(desk.store, paper.id, paper.blob, pages)
    asked: list[None] = []

    def between() -> None:
        asked.append(None)
        if len(asked) == (times if times < 3 else times - 2):
            raise CancelledError

    with pytest.raises(CancelledError):
        found.put_pages(desk.store, paper.id, paper.blob, pages, between=between)
    assert found.unread(desk.store) == [paper.id]
    assert found.put_pages(desk.store, paper.id, paper.blob, pages)
    assert found.unread(desk.store) == []
    assert len(desk.store.query("select at from found_place where part > 0")) == 5
    assert found.is_sound(desk.store)


def test_a_document_that_goes_and_comes_back_while_it_is_written_counts_as_unread(
    desk: Desk, in_small_turns: list[str]
) -> None:
    paper = a_document(desk, a_pupil(desk))
    pages = [f"corner {number}" for number in range(1, 6)]

    def removed() -> None:
        records.remove(desk, nouns.DOCUMENTS.get(desk.store, paper.id))

    def removed_and_back() -> None:
        removed()
        undoing.undo(desk)

    assert not found.put_pages(desk.store, paper.id, paper.blob, pages, between=removed_and_back)
    assert found.unread(desk.store) == [paper.id]
    assert not found.put_pages(desk.store, paper.id, paper.blob, pages, between=removed)
    assert kept(desk.store) == []


def test_reading_writes_neither_journal_nor_trail_nor_undo(desk: Desk) -> None:
    paper = a_document(desk, a_pupil(desk))
    told = "select (select count(*) from journal_change) + (select count(*) from trail) as n"
    before = desk.store.query(told)
    found.put_pages(desk.store, paper.id, paper.blob, ["Quiet corner"])
    assert desk.store.query(told) == before


def test_an_erased_child_leaves_no_word_in_the_index_or_its_pages(desk: Desk) -> None:
    child, other = a_pupil(desk, strengths=f"Knows {SECRET}s"), a_pupil(desk)
    cycle = a_cycle(desk, child, strategies=f"{SECRET} cards")
    an_outcome(desk, cycle, aim=f"{SECRET} said")
    for number in range(40):
        a_note(desk, child, f"{SECRET}{number} was calm.")
        a_note(desk, other, f"Quiet day {number}.")
    a_provision(desk, child, what=f"{SECRET} group")
    paper = a_document(desk, child)
    found.put_pages(desk.store, paper.id, paper.blob, [f"{SECRET} on a page"])
    certificate = Certificate(
        id="c", on=TODAY, at=desk.store.clock(), person_id=desk.store.person, person="SENCO", erased_pupil=child.id,
        reason="Asked for", kept_under="", counts={}, stayed={}, backups=(),
    )  # fmt: skip
    erasing.erase(desk.store, child.id, certificate)
    held = [desk.store.query(f"select * from {name}") for name in ("found_words_data", "found_words_idx")]
    assert SECRET not in repr(held)
    assert erasing.finish(desk.store)
    db = desk.store.db
    names = [row[0] for row in db.execute("select name from sqlite_master where name like 'found%' and type = 'table'")]
    assert set(names) >= {"found_words_data", "found_words_idx", "found_words_docsize", "found_place"}
    for name in names:
        assert SECRET not in repr(db.execute(f'select * from "{name}"').fetchall())
    assert where(desk.store, SECRET, begun=True) == []
    assert len(where(desk.store, "quiet")) == 40
    assert found.is_sound(desk.store)


def test_a_desk_of_the_step_before_gets_its_index_when_it_is_opened(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    pupil = a_pupil(desk, strengths="Draws owls")
    a_note(desk, pupil, "Sat beside the window.")
    before = kept(desk.store)
    db = desk.store.db
    for kind in ("trigger", "table"):
        for (name,) in db.execute(f"select name from sqlite_master where type = '{kind}' and name like 'found%'"
                                  " order by name = 'found_words' desc").fetchall():  # fmt: skip
            db.execute(f'drop {kind} if exists "{name}"')
    db.execute("pragma user_version = 6")
    desk = reopened(desk)
    assert version_of(desk.store.db) == len(STEPS)
    assert kept(desk.store) == before
    assert where(desk.store, "owls") == ["pupil"]
    assert found.is_sound(desk.store)
    desk.close()


def test_migrating_twice_changes_nothing(desk: Desk) -> None:
    migrate(desk.store.db)
    assert connection.check(desk.store.db).is_sound


WORDS = st.text(max_size=24) | st.sampled_from(
    ['"', "'", "*", "a AND", "NEAR(a b)", "body:", "^a", "-a", "{", "\0", "a*"]
)


@pytest.fixture(scope="module")
def prying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = a_desk(tmp_path_factory.mktemp("prying"))
    a_note(made, a_pupil(made), "Anything at all.")
    yield made
    made.close()


@given(st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=3), st.booleans()), max_size=4), WORDS)
def test_no_word_is_taken_for_a_sign_of_the_question(
    prying: Desk, asked: list[tuple[list[str], bool]], pupil: str
) -> None:
    clean = [(tuple(word.replace("\0", " ") for word in words), begun) for words, begun in asked]
    sought = found.prepared(prying.store, [Sought(words, begun, (pupil.replace("\0", ""),)) for words, begun in clean])
    for group in found.GROUPS:
        found.search(prying.store, sought, group, limit=3, today=TODAY)


def test_a_meeting_says_in_which_cycle_they_stand(desk: Desk) -> None:
    pupil = a_pupil(desk)
    cycle = a_cycle(desk, pupil)
    records.add(desk, MeetingDraft(pupil_id=pupil.id, on=TODAY, discussed="Owls", cycle_id=cycle.id))
    (place,), _ = found.search(desk.store, [Sought(("owls",))], "meetings", limit=5, today=TODAY)
    assert place.within == cycle.id


def test_a_flood_of_pages_makes_no_flood_of_rows_and_loses_no_word(desk: Desk) -> None:
    paper = a_document(desk, a_pupil(desk))
    found.put_pages(desk.store, paper.id, paper.blob, [*["Cover"] * found.MOST_PAGES, "Quiet", "Sunflower"])
    (row,) = desk.store.query("select count(*) as n, max(part) as last from found_place where part > 0")
    assert (row["n"], row["last"]) == (found.MOST_PAGES, found.MOST_PAGES)
    assert where(desk.store, "sunflower") == ["document"]


def test_longer_words_are_looked_up_for_nobody_who_does_not_see_every_child(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_note(desk, a_pupil(desk), "A sunflower.")
    sought = [Sought(("sunf",), begun=True)]
    assert found.prepared(desk.store, sought)[0].longer == ("sunflower",)
    for role, longer in (("teaching-assistant", ()), ("headteacher", ("sunflower",))):
        person = Person(id="p", name="Tess", role=role)
        monkeypatch.setattr(desk.store, "sight", Sight(person, rights_of(person)))
        monkeypatch.setattr(desk.store, "lifted", nullcontext)
        assert found.prepared(desk.store, sought)[0].longer == longer
