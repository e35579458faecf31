"""What the connection of somebody with limited rights gives away, whatever SQL is asked: nothing that is not theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.drafts import TypedWords
from senco_desk.domain.needs import AreaNoteDraft, DiagnosisDraft
from senco_desk.domain.papers import Document, DocumentDraft, NoteDraft, PackDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import RateDraft, SessionDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.school import PersonDraft, StaffDraft
from senco_desk.services import desks, drafts, finding, people, records, trail
from senco_desk.services import erasing as erasing_deeds
from senco_desk.services.desk import Desk
from senco_desk.store import connection, erasing, found, journal, nouns
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_cycle, a_desk, a_provision, a_pupil, a_status, an_outcome

WORDS = "three brown foxes"
REFUSED = re.compile("prohibited|not authorized|authorization denied|no such|error in view")
SECRET = "Xanthippe"  # in every text about the child who is nobody's business


@dataclass
class School:
    """A desk with two children, one of them assigned, and somebody who opens it."""

    folder: Path
    mine: str
    other: str
    group: str
    others_group: str
    person: str


def a_document(pupil_id: str, title: str, *, confidential: bool) -> DocumentDraft:
    return DocumentDraft(
        pupil_id=pupil_id, title=title, kind="report", added_on=TODAY, filename=f"{title}.pdf", blob="a" * 64,
        sha256="b" * 64, bytes=1, confidential=confidential, media_type="application/pdf",
    )  # fmt: skip


def a_school(folder: Path, role: str, **grants: bool) -> School:
    desk = a_desk(folder)
    mine = a_pupil(desk, legal_forename="Alfie")
    other = a_pupil(desk, legal_forename=SECRET, strengths=f"{SECRET} sings.")
    cycle = a_cycle(desk, other)
    an_outcome(desk, cycle, aim=f"{SECRET} will read.")
    staff = records.add(desk, StaffDraft(name="Mrs Page", role="Teaching assistant")).value
    records.add(desk, RateDraft(staff_id=staff.id, pence=1234, valid_from=date(2026, 9, 1)))
    group = a_provision(desk, mine, other, what="Phonics").provision
    theirs = a_provision(desk, other, what=f"{SECRET} alone", rate_pence=4321).provision
    priced = a_provision(desk, mine, what="Speech", rate_pence=4321).provision
    assert priced.rate_pence == 4321
    for pupil, name in ((mine, "Alfie"), (other, SECRET)):
        records.add(desk, NoteDraft(pupil_id=pupil.id, on=TODAY, text=f"About {name}."))
        for confidential in (False, True):
            title = f"{'Confidential' if confidential else 'Open'} {name}"
            records.add(desk, a_document(pupil.id, title, confidential=confidential))
    drafts.keep(desk, TypedWords("note", other.id, "Note", (), {"text": f"{SECRET} said"}), Clock()())
    trail.note(desk, trail.VIEW, other.id, SECRET)
    slot = people.first_slot(desk, WORDS, WORDS)
    assigned = [mine.id] if role == "teaching-assistant" else []
    draft = PersonDraft.model_validate({"name": "Tess", "role": role, **grants})
    person = people.add(desk, draft, assigned, slot).value
    gone = records.add(desk, NoteDraft(pupil_id=other.id, on=TODAY, text=f"{SECRET} once"))
    records.remove(desk, gone.value)
    school = School(desk.store.folder, mine.id, other.id, group.id, theirs.id, person.id)
    desk.close()
    return school


def opened(school: School, secret: str = WORDS, **how: Any) -> Desk:
    keys = desks.unlock(school.folder, secret, floor=CHEAP)
    return desks.open_with(school.folder, keys, day=lambda: TODAY, clock=Clock(), **how)


@pytest.fixture
def school(tmp_path: Path) -> School:
    return a_school(tmp_path, "teaching-assistant")


@pytest.fixture
def assistant(school: School) -> Iterator[Desk]:
    desk = opened(school)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def prying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A teaching assistant's desk for questions only."""
    desk = opened(a_school(tmp_path_factory.mktemp("prying"), "teaching-assistant"))
    yield desk
    desk.close()


def asked(desk: Desk, sql: str) -> str:
    """What a raw question answers, or what SQLite says to it."""
    try:
        return repr(desk.store.db.conn.execute(sql).fetchall())
    except connection.DatabaseError as error:
        return str(error)


CLOSED = re.compile(f"{REFUSED.pattern}|vtable constructor failed|may not be modified")
INDEX = ("found_place", "found_words", "found_terms", "found_words_data", "found_words_idx", "found_words_docsize")
TABLES = sorted({*nouns.TABLES, "journal_row", "journal_change", "typed_words", "trail"})
DISGUISES = [
    'select * from "{}"',
    'select * from main."{}"',
    'select * from main."{0}" as "{0}"',
    'with "{0}" as (select * from main."{0}") select * from "{0}"',
    'with recursive "{0}" as materialized (select * from main."{0}") select * from "{0}"',
    'select * from (select * from main."{0}") as "{0}"',
    'select (select group_concat(rowid) from main."{}")',
    'select * from "{0}" union all select * from main."{0}"',
    "select json_group_array(json_object('x', t.rowid)) from main.\"{}\" t",
    'explain query plan select * from main."{}"',
    'select count(*) from main."{}"',
    'values ((select max(rowid) from main."{}"))',
]


@pytest.mark.parametrize("table", TABLES)
def test_no_question_answers_with_another_child(prying: Desk, table: str) -> None:
    shown = {"school", "authority", "calendar_entry", "setting", "staff", "person", "custom_field"}
    for disguise in DISGUISES:
        answer = asked(prying, disguise.format(table))
        assert SECRET not in answer
        if "main." in disguise and table not in shown:
            assert REFUSED.search(answer), disguise


@given(data=st.data())
def test_no_nesting_of_questions_answers_with_another_child(prying: Desk, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    sql = f'select * from {data.draw(st.sampled_from(["", "main."]))}"{table}"'
    for _ in range(data.draw(st.integers(0, 3))):
        name = data.draw(st.sampled_from([table, "pupil", "x", "main"]))
        form = data.draw(
            st.sampled_from(
                [
                    'select * from ({sql}) as "{name}"',
                    'with "{name}" as ({sql}) select * from "{name}"',
                    'with "{name}" as not materialized ({sql}) select * from "{name}" union select * from "{name}"',
                    "select (select group_concat(quote(rowid)) from ({sql}))",
                    'select a.* from ({sql}) a left join main."{name}" b',
                ]
            )
        )
        sql = form.format(sql=sql, name=name)
    assert SECRET not in asked(prying, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select name from sqlite_temp_master",
        "select sql from temp.sqlite_master",
        "select * from sqlite_temp_schema",
        "select * from temp.sqlite_schema",
        "pragma table_list",
        "select * from pragma_table_list",
        "select * from pragma_table_xinfo('pupil')",
        "pragma full_column_names = on",
        "pragma writable_schema = on",
        "pragma query_only = off",
        "pragma temp.table_info('x')",
        "pragma trusted_schema = on",
        "pragma key",
        "pragma cipher_settings",
        "pragma rekey = 'x'",
        "attach ':memory:' as other",
        "attach 'file:/tmp/x?mode=memory' as other key 'x'",
        "vacuum into '/tmp/stolen.db'",
        "vacuum",
        "detach main",
        "select sqlcipher_export('main')",
        "select load_extension('x')",
        "select * from dbstat",
        "select * from sqlite_dbpage",
        "create temp view thief as select * from main.pupil",
        "create temp table thief as select * from main.pupil",
        "create temp trigger thief instead of insert on pupil begin select * from main.pupil; end",
        "create trigger main.thief after insert on pupil begin select 1; end",
        "create virtual table temp.thief using fts5(x)",
        "create table main.thief (x)",
        "create index main.thief on pupil (legal_surname)",
        "drop view pupil",
        "drop view temp.pupil",
        "alter table main.pupil rename to thief",
        "analyze",
        "reindex",
    ],
)
def test_nothing_gets_round_the_limits(prying: Desk, sql: str) -> None:
    answer = asked(prying, sql)
    assert not re.search("seen_|assigned_|view_[0-9a-f]", answer)
    assert SECRET not in answer
    assert answer == "[]" or REFUSED.search(answer)
    assert SECRET not in asked(prying, "select * from pupil")
    assert "prohibited" in asked(prying, "select * from main.pupil")
    assert not Path("/tmp/stolen.db").exists()


PLANS = [
    'select * from "{}"',
    'select count(*) from "{}"',
    'select distinct * from "{}"',
    'select * from staff full join "{}" on 1',
    'select * from staff s left join "{}" x on x.rowid = s.rowid',
    'select * from "{0}" a full join "{0}" b on a.rowid = b.rowid',
    'select * from "{0}" a left join ("{0}" b left join "{0}" c on 1) on 1',
    'select * from "{0}" a right join (select * from "{0}" x left join "{0}" y on 1) z on 1',
    'select * from (select * from "{0}" limit 5) a, (select * from "{0}" limit 4) b',
    'select * from "{0}" union select * from "{0}"',
    'select * from "{0}" intersect select * from main."{0}"',
    'select *, row_number() over (order by 1) from "{}"',
    'with m as materialized (select * from "{}") select * from m, m',
    'with recursive r(x) as (select 1 union select r.x + 1 from r join "{}" on 1 where x < 3) select * from r',
    'select (select count(*) from (select * from "{0}" b where a.rowid = b.rowid limit 2)) from "{0}" a',
    'select exists (select * from "{0}" x where exists (select * from "{0}" y where y.rowid > x.rowid))',
    'select nosuch from "{}"',
    'select "{0}".nosuch from "{0}"',
    'select * from "{}" indexed by nosuch',
    'select * from "{}"(1)',
    'select rowid from "{}" where rowid = 1',
]


@pytest.mark.parametrize("role", ["teaching-assistant", "headteacher", "assistant"])
def test_what_is_seen_can_be_counted(tmp_path: Path, role: str) -> None:
    desk = opened(a_school(tmp_path, role))
    for table in TABLES:
        (seen,) = desk.store.query(f'select count(*) as n, exists (select 1 from "{table}") as some from "{table}"')
        assert seen["n"] == len(desk.store.query(f'select * from "{table}"'))
    desk.close()


@pytest.mark.parametrize("role", ["teaching-assistant", "headteacher", "assistant"])
def test_neither_explain_nor_a_sentence_tells_a_name_that_opens_more(tmp_path: Path, role: str) -> None:
    desk = opened(a_school(tmp_path, role))
    raw = desk.store.db.conn
    shown = {*TABLES, "school", "staff", "person", "setting", "desk_state"}
    with desk.store.lifted():
        hidden = {row[0] for row in raw.execute("select name from sqlite_temp_master")} - shown
    assert hidden
    told: set[str] = set()
    for table in sorted(shown):
        for plan in PLANS:
            for before in ("", "explain ", "explain query plan "):
                try:
                    cursor = raw.execute(before + plan.format(table))
                    told.update(re.findall(r"\w+", f"{cursor.description} {cursor.fetchmany(400)}"))
                except connection.DatabaseError as error:
                    told.update(re.findall(r"\w+", str(error)))
    harmless = re.compile("sqlite_autoindex_assigned_[0-9a-f]{32}_1")
    assert {name for name in hidden if any(name in each for each in told if not harmless.fullmatch(each))} == set()
    for name in {part for each in told for part in re.findall("[0-9a-f]{32}", each)} | hidden:
        for disguise in (f"assigned_{name}", f"seen_{name}", f"view_{name}", name, *(f"{name}_{t}" for t in TABLES)):
            stolen = f'with "{disguise}" as (select * from main."{{}}") select * from "{disguise}"'
            if disguise not in hidden or disguise.startswith(("assigned_", "seen_", "sqlite_")):
                assert REFUSED.search(asked(desk, stolen.format("document"))), disguise
    desk.close()


def test_the_name_of_one_inner_view_opens_no_other_table(assistant: Desk) -> None:
    with assistant.store.lifted():
        found = assistant.store.query("select name, sql from sqlite_temp_master where type = 'view'")
    inner = next(row["name"] for row in found if re.search('from main."school_note"|from main."note"', row["sql"]))
    assert REFUSED.search(asked(assistant, f'with "{inner}" as (select * from main.pupil) select * from "{inner}"'))


@pytest.mark.parametrize("role", ["teaching-assistant", "headteacher", "assistant"])
def test_nothing_is_written_but_through_the_gateway(tmp_path: Path, role: str) -> None:
    desk = opened(a_school(tmp_path, role))
    try:
        before = desk.store.db.conn.total_changes
        for table in TABLES:
            for sql in (
                f'delete from main."{table}"',
                f'update main."{table}" set rowid = rowid',
                f'insert into main."{table}" default values',
                f'insert or replace into main."{table}" select * from "{table}"',
            ):
                assert REFUSED.search(asked(desk, sql)), sql
        assert desk.store.db.conn.total_changes == before
    finally:
        desk.close()


def test_a_question_prepared_while_the_limits_were_lifted_is_asked_anew(assistant: Desk) -> None:
    sql = "select legal_forename from main.pupil order by 1"
    with assistant.store.lifted():
        assert SECRET in asked(assistant, sql)
    assert "prohibited" in asked(assistant, sql)


def test_a_teaching_assistant_sees_the_children_assigned(school: School, assistant: Desk) -> None:
    store = assistant.store
    assert [pupil.id for pupil in nouns.PUPILS.all(store)] == [school.mine]
    assert [note.text for note in nouns.NOTES.all(store)] == ["About Alfie."]
    assert [document.title for document in nouns.DOCUMENTS.all(store)] == ["Open Alfie"]
    assert {each.what for each in nouns.PROVISIONS.all(store)} == {"Phonics", "Speech"}
    assert {each.rate_pence for each in nouns.PROVISIONS.all(store)} == {None}
    assert nouns.RATES.all(store) == []
    assert {place.pupil_id for place in nouns.PROVISION_PUPILS.all(store)} == {school.mine}
    assert drafts.kept(assistant) == []
    assert SECRET not in json.dumps(store.query("select * from journal_row"), default=str)
    assert "4321" not in json.dumps(store.query("select * from journal_row"), default=str)
    with pytest.raises(RefusedError):
        nouns.PUPILS.get(store, school.other)


def test_a_second_connection_for_work_in_another_thread_is_limited_too(school: School, assistant: Desk) -> None:
    reader = assistant.reader()
    try:
        assert [pupil.id for pupil in nouns.PUPILS.all(reader.store)] == [school.mine]
        assert "prohibited" in asked(reader, "select * from main.pupil")
    finally:
        reader.close()


def test_a_desk_open_to_read_only_is_limited_too(school: School) -> None:
    senco = opened(school, PASSPHRASE)
    desk = opened(school, read_only=True)
    try:
        assert [pupil.id for pupil in nouns.PUPILS.all(desk.store)] == [school.mine]
        assert "prohibited" in asked(desk, "select * from main.pupil")
        assert senco.store.sight is None
    finally:
        desk.close()
        senco.close()


def test_sessions_and_notes_are_kept_and_undone_and_nothing_else(school: School, assistant: Desk) -> None:
    session = SessionDraft(provision_id=school.group, on=TODAY, given=True, minutes=20)
    kept = records.add(assistant, session).value
    note = records.add(assistant, NoteDraft(pupil_id=school.mine, on=TODAY, text="Read well.")).value
    records.save(assistant, note.model_copy(update={"text": "Read very well."}))
    for refused in (
        NoteDraft(pupil_id=school.other, on=TODAY, text="Peeping."),
        SessionDraft(provision_id=school.others_group, on=TODAY, given=True, minutes=20),
    ):
        table: Any = nouns.NOTES if isinstance(refused, NoteDraft) else nouns.SESSIONS
        with pytest.raises(RefusedError, match="assigned"), assistant.store.change("x") as change:
            change.add(table, refused)
    alfie = nouns.PUPILS.get(assistant.store, school.mine)
    with pytest.raises(RefusedError, match="Only the SENCO"), assistant.store.change("x") as change:
        change.save(nouns.PUPILS, alfie.model_copy(update={"strengths": "x"}))
    others = next(each for each in nouns.NOTES.all(assistant.store) if each.text == "About Alfie.")
    with pytest.raises(RefusedError, match="what you wrote yourself"):
        records.remove(assistant, others)
    assert nouns.PUPILS.get(assistant.store, school.mine).strengths == alfie.strengths
    assert journal.undo(assistant.store).label
    assert nouns.NOTES.get(assistant.store, note.id).text == "Read well."
    journal.redo(assistant.store)
    assert nouns.NOTES.get(assistant.store, note.id).text == "Read very well."
    records.remove(assistant, kept)
    journal.undo(assistant.store)
    assert nouns.SESSIONS.get(assistant.store, kept.id) == kept


def test_who_was_absent_among_other_children_stays_as_the_senco_wrote_it(school: School) -> None:
    desk = opened(school)
    kept = records.add(desk, SessionDraft(provision_id=school.group, on=TODAY, given=True, minutes=20))
    desk.close()
    senco = opened(school, PASSPHRASE)
    both = kept.value.model_copy(update={"absent": (school.other, school.mine)})
    records.save(senco, both)
    senco.close()
    desk = opened(school)
    seen = nouns.SESSIONS.get(desk.store, both.id)
    assert seen.absent == (school.mine,)
    records.save(desk, seen.model_copy(update={"absent": (), "minutes": 25}))
    desk.close()
    senco = opened(school, PASSPHRASE)
    now = nouns.SESSIONS.get(senco.store, both.id)
    senco.close()
    assert (now.absent, now.minutes) == ((school.other,), 25)


def test_words_typed_are_each_persons_own(school: School) -> None:
    desk = opened(school)
    words = TypedWords("note", school.mine, "Note", (), {"text": "mine"})
    drafts.keep(desk, words, Clock()())
    assert [each.typed for each in drafts.kept(desk)] == [{"text": "mine"}]
    desk.close()
    senco = opened(school, PASSPHRASE)
    assert [each.typed for each in drafts.kept(senco)] == [{"text": f"{SECRET} said"}]
    plan = erasing_deeds.plan(senco, school.mine)
    assert plan.goes["form with words not saved"] == 1
    erasing_deeds.erase(senco, plan, typed_name=plan.pupil.name, reason="Past its day", take=())  # everybody's words go
    senco.close()
    desk = opened(school)
    assert drafts.kept(desk) == []
    desk.close()


def test_a_headteacher_reads_everybody_and_leaves_only_a_note(tmp_path: Path) -> None:
    school = a_school(tmp_path, "headteacher")
    desk = opened(school)
    assert len(nouns.PUPILS.all(desk.store)) == 2
    assert {document.confidential for document in nouns.DOCUMENTS.all(desk.store)} == {False}
    assert nouns.RATES.all(desk.store) == []
    assert "Confidential" not in asked(desk, "select * from journal_row")
    assert "4321" not in asked(desk, "select * from provision")
    with pytest.raises(RefusedError):
        records.add(desk, NoteDraft(pupil_id=school.mine, on=TODAY, text="x"))
    assert trail.note(desk, trail.VIEW, school.mine)
    notes = desk.store._notes
    assert notes is not None
    for sql in (
        "select * from pupil",
        "delete from trail",
        "update trail set words = ''",
        "insert into pupil default values",
    ):
        with pytest.raises(connection.DatabaseError):
            notes.conn.execute(sql).fetchall()
    desk.close()
    senco = opened(school, PASSPHRASE)
    assert not senco.store.check_wanted  # it was closed cleanly
    looks = senco.store.query("select person_id from trail where deed = 'view' and subject_id = ?", [school.mine])
    assert [look["person_id"] for look in looks] == [school.person]
    assert desks.verify(senco).ok or not desks.verify(senco).journal
    senco.close()


@pytest.mark.parametrize("noted", [False, True])
def test_the_connection_for_notes_does_nothing_but_note(tmp_path: Path, noted: bool) -> None:
    school = a_school(tmp_path, "headteacher")
    senco = opened(school, PASSPHRASE)
    trail.note(senco, trail.EXPORT, words="A list")
    senco.close()
    desk = opened(school)
    trail.note(desk, trail.VIEW, school.mine)
    notes = desk.store._notes
    assert notes is not None
    if noted:
        assert trail.note(desk, trail.PRINT, school.mine)
    for sql in (
        "select * from trail",
        "select words from trail",
        "select key from desk_state",
        "insert or replace into trail select * from trail where seq = 1",
        "insert or replace into trail values (1, '', '', '', '', 'nothing happened', '', '', '', '', null)",
        "insert into trail values (999, '', '', '', '', 'x', '', '', '', '', null)",
        "update desk_state set value = '0' where key = 'generation'",
        "insert or replace into desk_state values ('erasing.waiting', 'x')",
        "delete from desk_state",
        "pragma wal_checkpoint",
    ):
        with pytest.raises(connection.DatabaseError, match=r"prohibited|not authorized"):
            notes.conn.execute(sql).fetchall()
    assert trail.note(desk, trail.PRINT, school.other)
    desk.close()
    senco = opened(school, PASSPHRASE)
    assert [each for each in desks.verify(senco).journal if "trail" in each] == []
    senco.close()


def test_a_mark_of_an_erasure_that_cannot_be_read_is_found_and_keeps_nobody_out(school: School) -> None:
    senco = opened(school, PASSPHRASE)
    before = set(desks.verify(senco).journal)
    for nonsense in ("x", "[]", '{"pupil": 1, "blobs": ["../x"]}', '{"pupil": "", "blobs": 3}'):
        with senco.store.change("x"):
            senco.store.db.execute("insert or replace into desk_state values ('erasing.waiting', ?)", [nonsense])
        senco.close()
        senco = opened(school, PASSPHRASE)
        (told,) = set(desks.verify(senco).journal) - before
        assert "erasure" in told
    assert erasing.finish(senco.store)  # as a person does who is told of it
    assert set(desks.verify(senco).journal) == before
    senco.close()


def test_a_desk_that_fails_on_opening_is_let_go_of(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_store: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(desks.erasing, "finish_at_opening", fail)
        with pytest.raises(ZeroDivisionError):
            opened(school, PASSPHRASE)
    opened(school, PASSPHRASE).close()


def test_grants_show_rates_and_confidential_papers(tmp_path: Path) -> None:
    school = a_school(tmp_path, "headteacher", sees_rates=True, sees_confidential=True)
    desk = opened(school)
    assert [rate.pence for rate in nouns.RATES.all(desk.store)] == [1234]
    assert {document.confidential for document in nouns.DOCUMENTS.all(desk.store)} == {False, True}
    assert 4321 in {each.rate_pence for each in nouns.PROVISIONS.all(desk.store)}
    desk.close()


def a_pack(pupil_id: str, *papers: Document) -> PackDraft:
    listed = [{"number": at, "document": each.id, "title": each.title} for at, each in enumerate(papers, 1)]
    manifest = {"appendices": listed, "files": [{"name": "pack.pdf", "sha256": "c" * 64}]}
    return PackDraft(
        pupil_id=pupil_id, made_on=TODAY, authority_id="medway", pages=3, names_checked=True,
        manifest=json.dumps(manifest, ensure_ascii=False),
    )  # fmt: skip


@pytest.mark.parametrize("role", ["teaching-assistant", "headteacher", "assistant"])
def test_what_became_confidential_is_hidden_wherever_it_was_named(tmp_path: Path, role: str) -> None:
    school = a_school(tmp_path, role)
    senco = opened(school, PASSPHRASE)
    first, second, third, plain = (
        records.add(senco, a_document(school.mine, f"{word} {SECRET}", confidential=False)).value
        for word in ("One", "Two", "Three", "Plain")
    )
    plain = records.save(senco, plain.model_copy(update={"title": "Plain report"})).value
    pack = records.add(senco, a_pack(school.mine, first, second, third, plain)).value
    before = nouns.PACKS.get(senco.store, pack.id).manifest
    for each in (first, second, third):
        records.save(senco, each.model_copy(update={"confidential": True}))
    records.remove(senco, nouns.DOCUMENTS.get(senco.store, second.id))
    records.save(senco, nouns.DOCUMENTS.get(senco.store, third.id).model_copy(update={"title": f"{SECRET} again"}))
    senco.close()
    desk = opened(school)
    told = json.dumps(
        [desk.store.query(f"select * from {each}") for each in ("document", "pack", "journal_row")], default=str
    )
    for word in ("One", "Two", "Three"):
        assert f"{word} {SECRET}" not in told
    assert f"{SECRET} again" not in told
    assert "Plain report" in desk.store.query("select manifest from pack")[0]["manifest"]
    assert [each["sha256"] for each in json.loads(nouns.PACKS.get(desk.store, pack.id).manifest)["files"]] == ["c" * 64]
    if role == "assistant":  # who saves a pack again keeps what they do not see
        with desk.store.change("Change pack") as change:
            change.save(nouns.PACKS, nouns.PACKS.get(desk.store, pack.id).model_copy(update={"pages": 4}))
    desk.close()
    senco = opened(school, PASSPHRASE)
    now = nouns.PACKS.get(senco.store, pack.id)
    assert (now.manifest, now.pages) == (before, 4 if role == "assistant" else 3)
    senco.close()


@pytest.mark.parametrize("role", ["teaching-assistant", "headteacher", "assistant"])
def test_what_a_line_costs_once_is_hidden_with_the_rates(tmp_path: Path, role: str) -> None:
    school = a_school(tmp_path, role)
    senco = opened(school, PASSPHRASE)
    line = nouns.PROVISIONS.get(senco.store, school.group)
    with senco.store.change("Change line") as change:
        change.save(nouns.PROVISIONS, line.model_copy(update={"one_off_pence": 76543}))
    senco.close()
    desk = opened(school)
    told = json.dumps([desk.store.query(f"select * from {each}") for each in ("provision", "journal_row")], default=str)
    assert "76543" not in told
    if role == "assistant":
        seen = nouns.PROVISIONS.get(desk.store, school.group)
        with desk.store.change("Change line") as change:
            change.save(nouns.PROVISIONS, seen.model_copy(update={"notes": "Twice a week."}))
    desk.close()
    senco = opened(school, PASSPHRASE)
    assert nouns.PROVISIONS.get(senco.store, school.group).one_off_pence == 76543
    senco.close()


def test_an_assistant_keeps_the_hidden_rate_of_a_line_they_change(tmp_path: Path) -> None:
    school = a_school(tmp_path, "assistant")
    desk = opened(school)
    line = next(each for each in nouns.PROVISIONS.all(desk.store) if each.what == "Speech")
    with desk.store.change("Change line") as change:
        change.save(nouns.PROVISIONS, line.model_copy(update={"notes": "Twice a week."}))
    with pytest.raises(RefusedError, match="granted"):
        records.add(desk, a_document(school.mine, "x", confidential=True))
    with pytest.raises(RefusedError, match="Only the SENCO"), desk.store.change("x") as change:
        change.save(nouns.PEOPLE, nouns.PEOPLE.get(desk.store, school.person).model_copy(update={"role": "senco"}))
    with pytest.raises(RefusedError), desk.store.erasing(school.mine, "x"):
        pass
    provision_id = line.id
    journal.undo(desk.store)
    journal.redo(desk.store)
    desk.close()
    senco = opened(school, PASSPHRASE)
    now = nouns.PROVISIONS.get(senco.store, provision_id)
    assert (now.rate_pence, now.notes) == (4321, "Twice a week.")
    senco.close()


def test_a_slot_that_is_nobodys_opens_nothing(school: School) -> None:
    from senco_desk.store import vault
    from senco_desk.store.errors import NobodysPassphraseError

    keys = desks.unlock(school.folder, PASSPHRASE, floor=CHEAP)
    vault.add_passphrase(school.folder, keys, "slipped in from outside", kdf=CHEAP)
    with pytest.raises(NobodysPassphraseError):
        opened(school, "slipped in from outside")
    with pytest.raises(NobodysPassphraseError):
        opened(school, "slipped in from outside", read_only=True)
    forged = replace(keys, slot_id="00000000-0000-4000-8000-000000000000")
    with pytest.raises(NobodysPassphraseError):
        desks.open_with(school.folder, forged, day=lambda: TODAY, clock=Clock())
    opened(school).close()  # and the lock was let go


@pytest.mark.parametrize("table", INDEX)
def test_the_index_of_words_is_read_by_nobody_with_limits(tmp_path: Path, prying: Desk, table: str) -> None:
    head = opened(a_school(tmp_path, "headteacher"))
    written = ('delete from main."{}"', 'insert into main."{}" default values', 'drop table main."{}"')
    try:
        for desk in (prying, head):
            for _before_and_after_a_search in range(2):
                for disguise in (*DISGUISES, *written):
                    assert CLOSED.search(asked(desk, disguise.format(table))), disguise
                assert searched(desk, "phonics").counted["plans"]
    finally:
        head.close()


def searched(desk: Desk, typed: str) -> finding.Answer:
    return finding.answer(desk, typed, each=50)


def test_a_search_tells_an_assistant_of_no_other_child(prying: Desk) -> None:
    for typed in (SECRET, "about", "phonics", "sings", f"about {SECRET}", f'"about {SECRET}"', "open", "read", "phon"):
        answer = searched(prying, typed)
        assert SECRET not in repr(answer.found)
        assert len({each.pupil_id for each in answer.found}) < 2
    assert searched(prying, SECRET).counted == dict.fromkeys(finding.HEADINGS, 0)
    assert searched(prying, "phonics").counted["plans"] == 1


def test_a_search_tells_an_assistant_what_my_pupils_shows_and_nothing_else(school: School) -> None:
    desk = opened(school, PASSPHRASE)
    child, word = nouns.PUPILS.get(desk.store, school.mine), "marmalade"
    records.save(desk, child.model_copy(update={"strengths": word, "medical": word}))
    a_cycle(desk, child, strategies=word)
    a_provision(desk, child, what=f"Making {word}")
    theirs = records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text=f"The SENCO’s {word}")).value
    for draft in (
        CommitmentDraft(pupil_id=child.id, made_on=TODAY, who="Dad", what=f"Bring {word}"),
        DiagnosisDraft(pupil_id=child.id, what=f"{word} syndrome"),
        AreaNoteDraft(pupil_id=child.id, area="ci", on=TODAY, strengths=word),
        MeetingDraft(pupil_id=child.id, on=TODAY, discussed=word),
        a_document(child.id, word, confidential=False),
    ):
        records.add(desk, draft)
    a_status(desk, child, reason=word)
    assert sum(searched(desk, word).counted.values()) == 10
    desk.close()
    desk = opened(school)
    try:
        assert [each.noun for each in searched(desk, word).found] == ["provision_pupil"]
        note = records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text=f"My {word}")).value
        promised = CommitmentDraft(pupil_id=child.id, made_on=TODAY, who="I", what=f"Fetch {word}")
        promise = records.add(desk, promised).value
        own = {each.record_id for each in searched(desk, word).under("notes")}
        assert own == {note.id, promise.id}
    finally:
        desk.close()
    senco = opened(school, PASSPHRASE)  # whose note it is does not change with who changes it
    records.save(senco, nouns.NOTES.get(senco.store, note.id).model_copy(update={"text": f"Still Tess’s {word}"}))
    senco.close()
    desk = opened(school)
    assert {each.record_id for each in searched(desk, word).under("notes")} == own
    assert theirs.id not in own
    desk.close()


def test_a_confidential_paper_is_found_by_nobody_without_the_right(tmp_path: Path) -> None:
    school = a_school(tmp_path, "assistant")
    desk = opened(school, PASSPHRASE)
    for paper in nouns.DOCUMENTS.all(desk.store):
        assert found.put_pages(desk.store, paper.id, paper.blob, [f"The page of {paper.title}: lantern"])
    assert searched(desk, "lantern").counted["documents"] == 4
    desk.close()
    desk = opened(school)
    assert {each.plain for each in searched(desk, "lantern").found} == {
        f"The page of Open {name}: lantern" for name in ("Alfie", SECRET)
    }
    assert searched(desk, "lantern").counted["documents"] == 2
    assert searched(desk, "confidential").counted["documents"] == 0
    assert found.unread(desk.store) == []
    desk.close()


def test_a_headteacher_finds_every_child_and_no_confidential_paper(tmp_path: Path) -> None:
    desk = opened(a_school(tmp_path, "headteacher"))
    try:
        assert searched(desk, "about").counted["notes"] == 2
        assert searched(desk, "open").counted["documents"] == 2
        assert searched(desk, "confidential").counted["documents"] == 0
    finally:
        desk.close()
    allowed = opened(a_school(tmp_path / "granted", "headteacher", sees_confidential=True))
    try:
        assert searched(allowed, "confidential").counted["documents"] == 2
    finally:
        allowed.close()


def test_what_an_assistant_writes_is_found_and_searching_is_no_look(assistant: Desk, school: School) -> None:
    looks = "select count(*) as n from trail"
    with assistant.store.lifted():
        before = assistant.store.query(looks)
    records.add(assistant, NoteDraft(pupil_id=school.mine, on=TODAY, text="Lanterns all day."))
    with assistant.store.lifted():
        noted = assistant.store.query(looks)
    assert searched(assistant, "lantern").counted["notes"] == 1
    with assistant.store.lifted():
        assert assistant.store.query(looks) == noted != before
