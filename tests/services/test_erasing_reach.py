"""How far an erasure reaches: into records where a child's paper lay, under former names, into words not saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from senco_desk.domain.custom_fields import CustomFieldDraft
from senco_desk.domain.drafts import TypedWords
from senco_desk.domain.papers import Document, NoteDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.register_filters import Filter
from senco_desk.domain.register_views import RegisterView, read_view
from senco_desk.services import (
    arrivals,
    backups,
    custom_fields,
    drafts,
    erasing,
    merging,
    paper_deeds,
    reading_pages,
    records,
    register_views,
)
from senco_desk.services import bin as removed_things
from senco_desk.services.attaching import Arriving
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.trail_faults import faults
from tests.builders import TODAY, Clock, a_desk, a_pupil
from tests.byte_search import found

PAPER = b"Speech report. Name: Zebedee Quillfeather. Needs: Tremblingly spoken.\n" * 20


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = a_desk(tmp_path)
    yield desk
    desk.close()


def a_leaver(desk: Desk, **fields: Any) -> Pupil:
    usual = {"legal_forename": "Zebedee", "legal_surname": "Quillfeather"}
    return a_pupil(desk, **usual | {"date_of_birth": date(1994, 5, 1), "leaving_date": date(2012, 7, 20)} | fields)


def a_friend(desk: Desk, **fields: Any) -> Pupil:
    return a_pupil(desk, **{"legal_forename": "Noor", "legal_surname": "Haddad"} | fields)


def attached(desk: Desk, pupil: Pupil, content: bytes = PAPER, name: str = "scan0001.txt") -> Document:
    (arrived,) = arrivals.read_in(desk, pupil.id, [Arriving(content, name)])
    (kept,) = arrivals.keep(desk, [arrived]).value
    return kept.document


def erase(desk: Desk, pupil: Pupil, *, certain_only: bool = False) -> erasing.Plan:
    plan = erasing.plan(desk, pupil.id)
    take = [each.id for each in plan.mentions if each.certainty == "certain" or not certain_only]
    done = erasing.erase(desk, plan, typed_name=pupil.name, reason="Past its day", take=take).value
    scrubbed = erasing.scrub(desk, done, plan.copies, take=take)
    assert scrubbed.desk_done
    assert not scrubbed.troubles
    erasing.finish(desk, done, scrubbed)
    assert not faults(desk.store)
    return plan


def history(desk: Desk) -> str:
    rows = desk.store.query('select "before", "after" from journal_row')
    return json.dumps([[row["before"], row["after"]] for row in rows], ensure_ascii=False)


@pytest.mark.parametrize("way", ["moved", "moved to where it was", "by hand", "moved twice"])
def test_a_paper_that_lay_in_anothers_record_goes_with_the_child_it_is_about(desk: Desk, way: str) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    paper = attached(desk, friend)
    about = "other" if way == "by hand" else "unclear"
    paper = records.save(desk, paper.model_copy(update={"summary": "Tremblingly spoken", "about": about})).value
    if way == "by hand":
        paper_deeds.remove(desk, [paper])
        attached(desk, child)
    else:
        if way == "moved to where it was":
            attached(desk, child)
        if way == "moved twice":
            paper = paper_deeds.move(desk, paper, a_friend(desk, legal_forename="Amy").id).value
        paper_deeds.move(desk, paper, child.id)
    plan = erase(desk, child)
    assert plan.goes["attached file"] == 1
    assert plan.stays == {}
    assert paper.blob not in history(desk)
    assert "Tremblingly" not in history(desk)
    assert desk.store.blobs.check(paper.blob) == "missing"
    assert removed_things.contents(desk) == []


def test_a_paper_that_is_anothers_too_stays_there_and_in_the_bin(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    body = b"A letter to all families about the outing. " * 20
    there, binned = attached(desk, friend, body), attached(desk, friend, body + b"x")
    attached(desk, child, body)
    attached(desk, child, body + b"x")
    paper_deeds.remove(desk, [binned])
    plan = erase(desk, child)
    assert plan.stays == {"files that other children’s records have too": 2}
    assert [each.id for each in nouns.DOCUMENTS.all(desk.store)] == [there.id]
    (thing,) = removed_things.contents(desk)
    removed_things.restore(desk, thing)
    assert {desk.store.blobs.check(each.blob) for each in nouns.DOCUMENTS.all(desk.store)} == {"ok"}


def test_a_paper_that_was_moved_goes_from_where_it_lay_though_a_third_child_has_it_too(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    paper, third = attached(desk, friend), attached(desk, a_friend(desk, legal_forename="Amy"))
    paper = records.save(desk, paper.model_copy(update={"summary": "Tremblingly", "about": "unclear"})).value
    paper_deeds.move(desk, paper, child.id)
    plan = erase(desk, child)
    assert plan.stays == {"file that another child’s record has too": 1}
    assert "Tremblingly" not in history(desk)
    assert removed_things.contents(desk) == []
    assert desk.store.blobs.check(third.blob) == "ok"


def test_a_paper_that_was_put_back_is_the_others_again(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    paper = attached(desk, friend)
    paper_deeds.move(desk, paper, child.id)
    (thing,) = removed_things.contents(desk)
    removed_things.restore(desk, thing)
    plan = erase(desk, child)
    assert plan.stays == {"file that another child’s record has too": 1}
    assert nouns.DOCUMENTS.get(desk.store, paper.id).blob == paper.blob
    assert paper.blob in history(desk)
    assert desk.store.blobs.check(paper.blob) == "ok"


def test_the_name_of_a_record_that_was_made_one_with_the_childs_is_looked_for(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    former = a_leaver(desk, legal_forename="Grizelda", legal_surname="Marmaladeson", upn="")
    for text in ("Sat by Grizelda Marmaladeson", "Hit Grizelda", "Saw Zebedee Quillfeather"):
        records.add(desk, NoteDraft(pupil_id=friend.id, on=TODAY, text=text))
    backups.take(desk, "asked")
    desk.store.clock.now += timedelta(days=1)
    merging.merge(desk, child.id, former.id)
    backups.take(desk, "asked")
    plan = erase(desk, nouns.PUPILS.get(desk.store, child.id))
    assert sorted((each.certainty, each.excerpt) for each in plan.mentions) == [
        ("certain", "Sat by Grizelda Marmaladeson"),
        ("certain", "Saw Zebedee Quillfeather"),
        ("possible", "Hit Grizelda"),
    ]
    assert len(plan.copies) >= 2
    texts = {note.text for note in nouns.NOTES.all(desk.store)}
    assert texts == {"Sat by (name removed)", "Hit (name removed)", "Saw (name removed)"}
    words = {"Grizelda", "Marmaladeson", "Zebedee", "Quillfeather"}
    assert found(desk.store.folder.parent, desk.store.keys, words) == {}


def test_an_earlier_surname_is_looked_for_like_the_present_one(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk, preferred_surname="Oldcastleby", upn="")
    for text in ("Sat by Zebedee Oldcastleby", "Chased young Marmaladeson", "Saw Zebedee Quillfeather", "Zebedee left"):
        records.add(desk, NoteDraft(pupil_id=friend.id, on=TODAY, text=text))
    attached(desk, friend, b"Read together.\n" * 20, "Zebedee Oldcastleby and Noor.txt")
    for changed in (
        {"preferred_surname": ""},
        {"legal_surname": "Marmaladeson"},
        {"legal_surname": "Featherquillson"},
        {"strengths": "Marmaladeson is no name of a strength"},
    ):
        records.save(desk, nouns.PUPILS.get(desk.store, child.id).model_copy(update=changed))
    backups.take(desk, "asked")
    drafts.keep(desk, TypedWords("q", "", "Note", (), {"text": "Zebedee Marmaladeson came"}), Clock()())
    plan = erase(desk, nouns.PUPILS.get(desk.store, child.id))
    found_in = sorted((each.certainty, each.excerpt) for each in plan.mentions if each.row[0] != "document")
    assert found_in == [
        ("certain", "Sat by Zebedee Oldcastleby"),
        ("certain", "Saw Zebedee Quillfeather"),
        ("certain", "Zebedee Marmaladeson came"),
        ("possible", "Chased young Marmaladeson"),
        ("possible", "Zebedee left"),
    ]
    assert [each.whose for each in plan.mentions if each.row[0] == "document"] == ["Noor Haddad"]
    words = {"Zebedee", "Quillfeather", "Oldcastleby", "Marmaladeson", "Featherquillson"}
    assert found(desk.store.folder.parent, desk.store.keys, words) == {}


def test_a_name_that_was_typed_for_another_child_by_mistake_stays_the_others(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk, legal_forename="Noor", legal_surname="Haddad", upn="")
    records.add(desk, NoteDraft(pupil_id=friend.id, on=TODAY, text="Noor Haddad read well"))
    put_right = {"legal_forename": "Zebedee", "legal_surname": "Quillfeather"}
    child = records.save(desk, child.model_copy(update=put_right)).value
    assert erase(desk, child).mentions == ()
    assert [note.text for note in nouns.NOTES.all(desk.store)] == ["Noor Haddad read well"]


def test_no_words_about_an_erased_child_are_kept_again(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    former = a_leaver(desk, legal_forename="Zebadee", upn="")
    merging.merge(desk, child.id, former.id)
    about = (
        TypedWords(f"Note|{child.id}", "", "Note", (), {"text": "said"}),
        TypedWords("a", child.id, "Note", (), {"text": "said"}),
        TypedWords("b", "", "Note", ("pupil", child.id), {"text": "said"}),
        TypedWords("c", "", "Note", (), {"children": [friend.id, former.id]}),
    )
    others = TypedWords("d", friend.id, "Note", ("pupil", friend.id), {"text": "said"})
    there = TypedWords("e", friend.id, "Note", ("pupil", child.id), {"text": "Typed on the page of the child"})
    drafts.keep(desk, there, Clock()())
    erase(desk, child)
    assert [(each.key, each.place) for each in drafts.kept(desk)] == [("e", ("",))]
    for words in (*about, others, there):
        drafts.keep(desk, words, Clock()())
    kept = {each.key: each.place for each in drafts.kept(desk)}
    assert kept == {"d": ("pupil", friend.id), "e": ("",)}


def test_names_that_share_a_part_are_found_once(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    former = a_leaver(desk, legal_forename="Zebadee", upn="")
    records.add(desk, NoteDraft(pupil_id=friend.id, on=TODAY, text="Saw Zebedee Quillfeather"))
    records.add(desk, NoteDraft(pupil_id=friend.id, on=TODAY, text="Saw Zebadee Quillfeather"))
    merging.merge(desk, child.id, former.id)
    plan = erasing.plan(desk, child.id)
    assert [each.certainty for each in plan.mentions] == ["certain", "certain"]


def test_words_not_saved_that_name_the_child_are_listed_and_lose_the_name(desk: Desk) -> None:
    friend, child = a_friend(desk), a_leaver(desk)
    now = Clock()()
    typed = {
        "quick-note": TypedWords("quick-note", "", "Note", (), {"text": "First\nZebedee Quillfeather ran"}),
        "other": TypedWords("other", friend.id, "Note", ("pupil", friend.id), {"text": "Hit Zebedee, “so” she said"}),
        "plain": TypedWords("plain", friend.id, "Note", (), {"text": "Read well", "minutes": 5}),
        "own": TypedWords("own", child.id, "Note", (), {"text": "Zebedee Quillfeather said"}),
    }
    for words in typed.values():
        drafts.keep(desk, words, now)
    plan = erasing.plan(desk, child.id)
    assert [(each.certainty, each.whose, each.where) for each in plan.mentions] == [
        ("certain", "", "Typed and not saved: Note"),
        ("possible", "Noor Haddad", "Typed and not saved: Note"),
    ]
    assert plan.goes["form with words not saved"] == 1
    assert plan.stays == {"form with words not saved that is about others and named the child": 1}
    drafts.remove(desk, "plain")
    drafts.keep(desk, typed["plain"], now)
    erase(desk, child)
    left = {words.key: words for words in drafts.kept(desk)}
    assert left.keys() == {"quick-note", "other", "plain"}
    assert left["quick-note"].typed == {"text": "First\n(name removed) ran"}
    assert left["other"].typed == {"text": "Hit (name removed), “so” she said"}
    assert left["other"].place == ("pupil", friend.id)
    assert left["plain"].typed == typed["plain"].typed
    assert found(desk.store.folder, desk.store.keys, {"Zebedee", "Quillfeather"}) == {}


def test_words_not_saved_stay_where_nobody_chose_them_or_they_are_gone_by_then(desk: Desk) -> None:
    child = a_leaver(desk)
    for key in ("kept", "gone"):
        drafts.keep(desk, TypedWords(key, "", "Note", (), {"text": f"Zebedee Quillfeather {key}"}), Clock()())
    plan = erasing.plan(desk, child.id)
    (chosen,) = [each.id for each in plan.mentions if "gone" in each.excerpt]
    drafts.remove(desk, "gone")
    erasing.erase(desk, plan, typed_name=child.name, reason="Past its day", take=[chosen])
    assert [words.typed for words in drafts.kept(desk)] == [{"text": "Zebedee Quillfeather kept"}]


def test_views_and_fields_of_the_schools_own_are_looked_through_those_removed_too(desk: Desk) -> None:
    child = a_leaver(desk)
    named = RegisterView(filters=(Filter(column="name", way="has", values=("Quillfeather",)),), typed="Zebedee")
    kept = register_views.keep(desk, "Watched", named).value
    gone = register_views.keep(desk, "Quillfeather only", RegisterView(), shared=True).value
    register_views.remove(desk, gone.id)
    custom_fields.add(desk, CustomFieldDraft(name="Quillfeather’s bus"))
    plan = erase(desk, child)
    listed = {(each.where, each.earlier) for each in plan.mentions}
    assert listed == {
        ("Saved view: Watched", False),
        ("Saved view: Quillfeather only", True),
        ("Field: Quillfeather’s bus", False),
    }
    view = read_view(nouns.SAVED_VIEWS.get(desk.store, kept.id).document)
    assert (view.typed, view.filters[0].values) == ("(name removed)", ("(name removed)",))
    assert found(desk.store.folder, desk.store.keys, {"Zebedee", "Quillfeather"}) == {}


def test_a_plan_is_told_in_words_for_people(desk: Desk) -> None:
    child = a_leaver(desk)
    attached(desk, child)
    reading_pages.read_unread(desk)
    records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text="Said"))
    plan = erase(desk, child)
    assert not [words for words in plan.goes if "row" in words]
    assert desk.store.query("select count(*) as n from found_place") == [{"n": 0}]
