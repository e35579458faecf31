"""The index of every word written about a child. A fossil once released: it is never edited, and never imports today's models.

`found_place` holds one row for each record that has words, and one for each page of a document that was read: whose it
is, where it stands, and the words. `found_words` is the full-text index over it (FTS5), which keeps no second copy of
them. Triggers keep both true whichever way a record is written: a deed, undo, an import, a restore, an erasure. A
trigger stands on one line, since a step is cut at the semicolons that end a line.

The index forgets as it is told to (`secure-delete`): a word that is taken out leaves no trace in its pages.
"""

from __future__ import annotations

_BODY = "trim({words}, char(10))"
_OF_PUPIL = "strengths interests aspirations disability medical reasonable_adjustments previous_schools family_support"
_OF_CYCLE = (
    "what_it_tells_us strategies home_part teacher_assessment progress_so_far against_peers external_advice context"
    " do_notes responsible_teacher"
)
_OF_PROVISION = "what intended_outcome evidence notes delivered_by responsible_teacher"


def _joined(row: str, columns: str) -> str:
    """The words of these columns, one below the other."""
    return _BODY.format(words=" || char(10) || ".join(_words(row, name) for name in columns.split()))


def _words(row: str, name: str) -> str:
    column = f'{row}."{name}"'
    if name != "must_knows":
        return column
    return f"coalesce((select group_concat(value, char(10)) from json_each({column})), '')"  # noqa: S608  our own words


def _sources() -> dict[str, tuple[str, str, str, str]]:
    """For each table: when, its title, the cycle it belongs to, and the columns that hold words."""
    none = "''"
    return {
        "pupil": (none, none, none, _OF_PUPIL),
        "contact": (none, '{}."name"', none, "name relation telephone email address notes"),
        "status": ("coalesce({}.start, {}.as_found_on, '')", none, none, "reason decided_by"),
        "need": ("coalesce({}.since, '')", none, none, "note"),
        "area_note": ('{}."on"', none, none, "strengths difficulties"),
        "view": ('{}."on"', "{}.whose", "coalesce({}.cycle_id, '')", "words person prompt"),
        "cycle": ("coalesce({}.planned_on, {}.opened_on)", "cast({}.number as text)", "{}.id", _OF_CYCLE),
        "outcome": ("coalesce({}.result_on, {}.due, '')", none, "{}.cycle_id",
                    "aim measure baseline target result expected_impact owner"),
        "review": ('{}."on"', none, "{}.cycle_id",
                   "impact quality pupil_view parent_view attended decided_by next_steps"),
        "meeting": ('{}."on"', none, "coalesce({}.cycle_id, '')", "led_by present discussed agreed"),
        "involvement": ("coalesce({}.reported_on, {}.seen_on, {}.asked_on, '')", none, none,
                        "profession name organisation advice action outstanding"),
        "document": ("coalesce({}.dated, {}.added_on)", "{}.title", none, "title author filename summary"),
        "note": ('{}."on"', "{}.kind", none, "text with_whom"),
        "commitment": ("{}.made_on", none, none, "who what outcome"),
        "diagnosis": ("coalesce({}.\"on\", '')", none, none, "what made_by note"),
        "profile": ('{}."on"', none, none, "liked matters helps must_knows made_with"),
        "custom_value": (none, none, none, "value"),
    }  # fmt: skip


def _place(table: str, row: str) -> str:
    """What the index keeps of a row, as the end of an `insert`; nothing where it has no words."""
    when, title, within, columns = (part.replace("{}", row) for part in _sources()[table])
    body = _joined(row, columns)
    whose = f"{row}.id" if table == "pupil" else f"{row}.pupil_id"
    return f"select '{table}', {row}.id, {whose}, 0, {when}, {title}, {within}, {body} where {body} <> ''"


def _line(place: str, of: str) -> str:
    """A child's place in a provision: each child on it finds the words of the line itself."""
    body = _joined("v", _OF_PROVISION)
    kept = (
        f"'provision_pupil', {place}.id, {place}.pupil_id, 0, v.start, v.what, coalesce({place}.cycle_id, ''), {body}"
    )
    return f"select {kept} from {of} and {body} <> ''"  # noqa: S608  our own words


_INTO = 'insert into found_place (noun, row_id, pupil_id, part, "on", title, within, body)'
_GONE = "delete from found_place where noun = '{}' and row_id = old.id"


def _triggers(table: str) -> list[str]:
    when, title, within, columns = _sources()[table]
    named = {word.strip('"') for part in (when, title, within) for word in _columns_in(part)}
    watched = sorted({*columns.split(), *named, *(() if table == "pupil" else ("pupil_id",))} - {"id"})
    differs = " or ".join(f'old."{name}" is not new."{name}"' for name in watched)
    forget = _GONE.format(table)
    anew = f"{forget} and part = 0; {_INTO} {_place(table, 'new')}"
    return [
        f'create trigger found_{table}_new after insert on "{table}" begin {_INTO} {_place(table, "new")}; end',
        f'create trigger found_{table}_gone after delete on "{table}" begin {forget}; end',
        f'create trigger found_{table}_change after update on "{table}" when {differs} begin {anew}; end',
    ]


def _columns_in(part: str) -> list[str]:
    return [piece.split(",")[0].split(")")[0].split(" ")[0] for piece in part.split("{}.")[1:]]


_TABLES = """
create table found_place (
    at integer primary key,
    noun text not null,
    row_id text not null,
    pupil_id text not null,
    part integer not null,
    "on" text not null,
    title text not null,
    within text not null,
    tags text generated always as (case when noun in ('cycle', 'outcome', 'review', 'provision_pupil') then 'gplans' when noun = 'meeting' then 'gmeetings' when noun = 'document' then 'gdocuments' else 'gnotes' end || ' ' || replace(pupil_id, '-', '')) virtual,
    body text not null
) strict;
create unique index found_place_of_row on found_place (noun, row_id, part);
create index found_place_of_pupil on found_place (pupil_id);
create virtual table found_words using fts5 (body, tags, content = 'found_place', content_rowid = 'at', prefix = '2 3', tokenize = "unicode61 remove_diacritics 2");
create virtual table found_terms using fts5vocab (found_words, 'row');
insert into found_words (found_words, rank) values ('secure-delete', 1);
"""

_KEPT_TRUE = """
create trigger found_place_new after insert on found_place begin insert into found_words (rowid, body, tags) values (new.at, new.body, new.tags); end;
create trigger found_place_gone after delete on found_place begin insert into found_words (found_words, rowid, body, tags) values ('delete', old.at, old.body, old.tags); end;
create trigger found_place_change after update of pupil_id, body on found_place when old.pupil_id is not new.pupil_id or old.body is not new.body begin insert into found_words (found_words, rowid, body, tags) values ('delete', old.at, old.body, old.tags); insert into found_words (rowid, body, tags) values (new.at, new.body, new.tags); end;
create trigger found_document_moved after update on document when old.pupil_id is not new.pupil_id or old.dated is not new.dated or old.added_on is not new.added_on or old.title is not new.title begin update found_place set pupil_id = new.pupil_id, "on" = coalesce(new.dated, new.added_on), title = new.title where noun = 'document' and row_id = new.id and part > 0; end;
create trigger found_document_replaced after update on document when old.blob is not new.blob begin delete from found_place where noun = 'document' and row_id = new.id and part > 0; end;
"""


def _provision_triggers() -> list[str]:
    """A line and the places on it are written, and brought back, in either order."""
    one = _line("new", "provision v where v.id = new.provision_id")
    all_of_it = _line("p", "provision v join provision_pupil p on p.provision_id = v.id where v.id = new.id")
    differs = " or ".join(f'old."{name}" is not new."{name}"' for name in ("start", *_OF_PROVISION.split()))
    gone = _GONE.format("provision_pupil")
    all_gone = (
        "delete from found_place where noun = 'provision_pupil'"
        " and row_id in (select id from provision_pupil where provision_id = old.id)"
    )
    made = {
        "provision_pupil_new after insert on provision_pupil": f"{_INTO} {one}",
        "provision_pupil_gone after delete on provision_pupil": gone,
        "provision_pupil_change after update on provision_pupil": f"{gone}; {_INTO} {one}",
        "provision_new after insert on provision": f"{_INTO} {all_of_it}",
        f"provision_change after update on provision when {differs}": f"{all_gone}; {_INTO} {all_of_it}",
        "provision_gone after delete on provision": all_gone,
    }
    return [f"create trigger found_{when} begin {deed}; end" for when, deed in made.items()]


def _fill() -> list[str]:
    """What is there already, before anything watches: the index is then made in one go."""
    filled = []
    for table in _sources():
        place = _place(table, "r").replace(" where ", f' from "{table}" r where ', 1)
        filled.append(f"{_INTO} {place}")
    lines = _line("p", "provision v join provision_pupil p on p.provision_id = v.id where 1")
    return [*filled, f"{_INTO} {lines}", "insert into found_words (found_words) values ('rebuild')"]


def _end(statements: list[str]) -> str:
    return "".join(f"{statement};\n" for statement in statements)


SQL = _TABLES + _end(_fill()) + _KEPT_TRUE + _end([each for table in _sources() for each in _triggers(table)])
SQL += _end(_provision_triggers())
