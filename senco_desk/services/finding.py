"""Find anything: pupils by name, and every word written about them, however it was typed.

Pupils come first, by name, typing slips forgiven; then what is written, under the headings of `found.GROUPS`. Several
words must all occur, in one record or as the name of the child it is about: `okafor sensory` finds what is written on
Amelia Okafor with the word in it. Words in quotes stand side by side. Nothing that is typed has any other meaning.

Searching is no look at a record and leaves nothing in the audit trail; opening what was found does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from senco_desk.domain.finding import Children, findable
from senco_desk.domain.folding import letters_of
from senco_desk.domain.papers import CONTACT_KINDS, DOCUMENT_KINDS
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import in_words
from senco_desk.services.desk import Desk
from senco_desk.services.pupils import told_apart
from senco_desk.store import found as index
from senco_desk.store import nouns

Heading = Literal["pupils", "plans", "notes", "meetings", "documents"]
HEADINGS: Mapping[Heading, str] = {
    "pupils": "Pupils", "plans": "Plans", "notes": "Notes & contacts", "meetings": "Meetings",
    "documents": "Documents",
}  # fmt: skip
"""What the kinds of things are called above their lists, in the order of the lists."""

COUNTED = index.COUNTED
"""So many are counted under a heading, and no more."""

_NAMED, _MANY = 100, 3_000
"""So many children of a name are asked for one by one; a name of still more narrows nothing down."""
_LONGEST = 200
_MOST_WORDS = 12
_STEM = 4
"""From so many letters on, a word means longer ones too."""


@dataclass(frozen=True)
class Found:
    """One thing that was found.

    Args:
        heading: under which heading it belongs.
        noun: `pupil` for the child, else the record's own: `note`, `cycle`, `document`…
        words: the child's name, and for a document its title too.
        where: all of where it stands: `Note · 3 November 2026 · Amelia Okafor`.
        place: the same without the child: `Note · 3 November 2026`.
        snippet: a piece of what is written, in parts: (words, whether they were looked for).
        pupil_id: the child.
        record_id: the record; of a pupil the same id.
        page: of a document: the page, from 1; 0 where its title, author or summary says it.
        within: the id of the cycle that it belongs to, or empty.
    """

    heading: Heading
    noun: str
    words: str
    where: str
    place: str
    snippet: tuple[tuple[str, bool], ...]
    pupil_id: str
    record_id: str
    page: int = 0
    within: str = ""

    @property
    def plain(self) -> str:
        """The snippet as one text."""
        return "".join(words for words, _found in self.snippet)


@dataclass(frozen=True)
class Answer:
    """What was found for what was typed, under each heading the best first, and how many there are of each."""

    typed: str
    found: tuple[Found, ...] = ()
    counted: Mapping[Heading, int] = field(default_factory=dict)

    def under(self, heading: Heading) -> list[Found]:
        """What stands under one heading."""
        return [each for each in self.found if each.heading == heading]


def find(desk: Desk, typed: str, limit: int = 50) -> list[Found]:
    """What answers what was typed: pupils by name, then the rest heading by heading, at most `limit` of each."""
    return list(answer(desk, typed, each=limit).found)


def answer(
    desk: Desk,
    typed: str,
    *,
    each: int = 5,
    children: Children | None = None,
    headings: Sequence[Heading] = tuple(HEADINGS),
) -> Answer:
    """What was found under each heading, and how many there are.

    Args:
        desk: the open desk, or its reader in another thread.
        typed: as it was typed.
        each: so many under each heading.
        children: those known by name already; else they are read.
        headings: only these are looked under.
    """
    typed = typed[:_LONGEST]
    known = children if children is not None else children_of(desk)
    found: list[Found] = []
    counted: dict[Heading, int] = {}
    if "pupils" in headings:
        called = known.likeliest(typed, today=desk.today) if len(letters_of(typed)) > 1 else []
        counted["pupils"] = len(called)
        told = told_apart(desk, called[:each], known.shared)
        found += [found_pupil(pupil, desk.today, told.get(pupil.id, "")) for pupil in called[:each]]
    sought = index.prepared(desk.store, read_typed(typed, known))
    for group in index.GROUPS:
        if group in headings and sought:
            places, total = index.search(desk.store, sought, group, limit=each, today=desk.today)
            shown = _shown(desk, group, places, known)
            counted[group] = total if shown or not places else 0
            found += shown
    return Answer(typed, tuple(found), counted)


def children_of(desk: Desk) -> Children:
    """All children that the person sees, ready to be found by name; slow with many, so make it once."""
    known = Children(map(findable, nouns.PUPILS.all(desk.store)))
    known.make_ready()
    return known


def read_typed(typed: str, known: Children) -> list[index.Sought]:
    """What was typed as what is looked for; nothing where it is a single letter or no word at all."""
    sought: list[index.Sought] = []
    parts = _clean(typed).split('"')
    for at, part in enumerate(parts):
        words, last = _WORD.findall(part), at == len(parts) - 1
        if last and words and len(words[-1]) == 1 and len(words) + len(sought) > 1:
            words.pop()  # a single letter is the beginning of anything
        if at % 2 and words:  # between quotes; where the second is not typed yet, the last word is still being typed
            sought.append(index.Sought(tuple(words), begun=last))
            continue
        for number, word in enumerate(words, 1):  # `picture` means pictures too
            names = known.called(letters_of(word)) if len(word) > 1 else ()
            begun = len(word) >= _STEM or (last and number == len(words))
            many = _NAMED < len(names) <= _MANY and len(word) >= _STEM
            sought.append(
                index.Sought((word,), begun=begun, pupils=names if many or len(names) <= _NAMED else (), many=many)
            )
    if sum(len("".join(each.words)) for each in sought) < 2:
        return []
    if all(each.many or len(sought) == 1 for each in sought):
        # Who is called so is found as a child; a record has to say it.
        sought = [replace(each, pupils=(), many=False) for each in sought]
    return sought[:_MOST_WORDS]


def found_pupil(pupil: Pupil, today: date, apart: str = "") -> Found:
    """A child who was found by name; `apart` tells them from another of the same name."""
    left = "left" if pupil.leaving_date is not None and pupil.leaving_date <= today else ""
    year = f"Y{pupil.year_group}" if pupil.year_group.isdecimal() else pupil.year_group
    place = " · ".join(part for part in (year, pupil.class_name, apart, left) if part)
    where = " · ".join(part for part in ("Pupil", place) if part)
    return Found("pupils", "pupil", pupil.name, where, place, (), pupil.id, pupil.id)


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKED = re.compile(f"{index.FOUND}(.*?){index.LEFT}", re.DOTALL)
_NOUNS: Mapping[str, str] = {
    "pupil": "Pupil’s details", "contact": "Contact", "status": "SEN status", "need": "Need",
    "area_note": "Strengths and difficulties", "outcome": "Outcome", "review": "Review", "meeting": "Meeting",
    "involvement": "Professional", "commitment": "Promise", "diagnosis": "Diagnosis",
    "profile": "One-page profile", "provision_pupil": "Provision", "custom_value": "Field of your own",
}  # fmt: skip


def _clean(typed: str) -> str:
    """What was typed without what no text holds; curly quotes are quotes."""
    text = typed.encode("utf-8", "ignore").decode()
    return "".join('"' if each in "“”„«»" else each if each.isprintable() else " " for each in text)


def _shown(desk: Desk, heading: Heading, places: Sequence[index.Place], known: Children) -> list[Found]:
    """What is said of each place. A child or paper that the person's own view does not hold is left out."""
    papers = {
        row["id"]: row for row in _rows(desk, "document", [each.row_id for each in places if each.noun == "document"])
    }
    fields = {row["id"]: row["name"] for row in _rows_of_fields(desk, places)}
    shown = []
    named = (known.pupil(each.pupil_id) for each in places)
    told = told_apart(desk, (pupil for pupil in named if pupil is not None), known.shared)
    for each in places:
        pupil = known.pupil(each.pupil_id) or nouns.PUPILS.find(desk.store, each.pupil_id)
        if pupil is None or (each.noun == "document" and each.row_id not in papers):
            continue
        paper = papers.get(each.row_id)
        title = f"{paper['title'] or paper['filename']}" if paper is not None else each.title
        kind = str(paper["kind"]) if paper is not None else ""
        place = " · ".join(part for part in (*_place(each, kind, title, fields), _day(each.on)) if part)
        name = " · ".join(part for part in (pupil.name, told.get(pupil.id, "")) if part)
        words = f"{name} · {title}" if paper is not None else name
        where = f"{title} · {place} · {name}" if paper is not None else f"{place} · {name}"
        shown.append(
            Found(heading, each.noun, words, where, place, _parts(each.snippet), pupil.id, each.row_id, each.page,
                  each.within)
        )  # fmt: skip
    return shown


def _place(each: index.Place, kind: str, title: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    if each.noun == "document":
        said = DOCUMENT_KINDS.get(kind, "Document")
        return "" if said == title else said, f"page {each.page}" if each.page else ""
    if each.noun == "cycle":
        return (f"Cycle {title}",)
    if each.noun == "view":
        return ("Child’s view" if title == "child" else "Parents’ view",)
    if each.noun == "note":
        return (CONTACT_KINDS.get(title, "Note"),)
    if each.noun == "custom_value":
        return (fields.get(each.row_id, _NOUNS[each.noun]),)
    if each.noun in ("contact", "provision_pupil"):
        return _NOUNS[each.noun], title
    return (_NOUNS.get(each.noun, "Record"),)


def _rows(desk: Desk, table: str, ids: Sequence[str]) -> list[dict[str, object]]:
    if not ids:
        return []
    places = ", ".join("?" * len(ids))
    return desk.store.query(f'select id, title, filename, kind from "{table}" where id in ({places})', ids)  # noqa: S608


def _rows_of_fields(desk: Desk, places: Sequence[index.Place]) -> list[dict[str, str]]:
    ids = [each.row_id for each in places if each.noun == "custom_value"]
    if not ids:
        return []
    which = ", ".join("?" * len(ids))
    sql = f"select v.id, f.name from custom_value v join custom_field f on f.id = v.field_id where v.id in ({which})"  # noqa: S608
    return desk.store.query(sql, ids)


def _day(on: str) -> str:
    return in_words(date.fromisoformat(on)) if on else ""


def _parts(snippet: str) -> tuple[tuple[str, bool], ...]:
    """The snippet on one line, cut at the words that were found."""
    text = " ".join(snippet.split())
    parts: list[tuple[str, bool]] = []
    at = 0
    for match in _MARKED.finditer(text):
        parts += [(text[at : match.start()], False), (match.group(1), True)]
        at = match.end()
    parts.append((text[at:], False))
    return tuple((words, is_found) for words, is_found in parts if words)
