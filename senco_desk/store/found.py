"""The index of every word written about a child: asked here, and given the pages of documents here.

Triggers (schema step 7) keep it true of every record. What the pages of a document say is in no record: it is read in
the background and put here, outside the journal, since it can be read again at any time.

Nobody with limits reads the index itself: `sight` denies it. They are answered by the statements below, which the
store runs as its own, narrowed to the children and papers that the person sees before anything is counted or cut.

What is found is looked through from the newest writing back, and no further than is of use to anybody: a word that
stands in fifty thousand notes is answered as quickly as one that stands in five.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Literal

from senco_desk.store.connection import DatabaseError, telling_troubles

if TYPE_CHECKING:
    from senco_desk.store.gateway import Store

Group = Literal["plans", "notes", "meetings", "documents"]
GROUPS: tuple[Group, ...] = ("plans", "notes", "meetings", "documents")
"""Under which heading a record is found: cycles, their outcomes, reviews and provision; notes and all else."""

COUNTED = 1_000
"""So many are counted under a heading; beyond it there are "more than"."""
FOUND, LEFT = "\x02", "\x03"
"""What stands before and after a found word in a snippet."""

_THROUGH, _PLACES = 3_000, 10_000
"""So many places are looked through: for children whose name is too common, and else, since a document has many."""
_WEIGHED = 200
"""So many of the newest records are weighed against each other for the few that are shown first."""
_LETTERS, _GONE = 250_000, 25
"""Letters that are written, and pages that are taken out, in one turn: well under 0.1 s each."""
MOST_PAGES = 2_000
"""Pages of a document that are told apart here; the words of later ones count as the last one's."""
_PIECE = 18
"""Words of a snippet."""
_SHORT, _MOST = 3, 200
"""The index knows what begins with two or three letters; of longer beginnings so many words are asked for."""
_LAST = "\U0010ffff"
_HALF_AS_GOOD = 730
"""Days after which a word found counts half as much as today's."""
_MEANT = 3.0
_OFTEN, _BY_LENGTH, _USUAL_LENGTH = 1.2, 0.5, 300.0
"""BM25's own two figures, and the length of an ordinary note in letters."""


@dataclass(frozen=True)
class Sought:
    """A word or a phrase that must occur: in the words of a record, or in the name of the child it is about.

    Args:
        words: the words, in this order, one after the other.
        begun: whether the last is still being typed, so that longer ones are meant too.
        pupils: the children whose name it is; with them, the child's name will do.
        many: there are too many such children to be asked for one by one: what else is sought is looked through for
            them, from the newest back, as far as is counted.
        longer: the words of the index that are meant by one that is `begun`, where `prepared` has looked them up.
    """

    words: tuple[str, ...]
    begun: bool = False
    pupils: tuple[str, ...] = ()
    many: bool = False
    longer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where something was found.

    Args:
        noun: the table, such as `note`; `provision_pupil` for a line of provision.
        row_id: the record.
        pupil_id: the child it is about.
        page: of a document: the page, from 1; 0 where its title, author or summary says it.
        on: the day it is about, as ISO; empty where it has none.
        title: of a document, a cycle, a contact or a line of provision.
        within: the id of the cycle it belongs to, or empty.
        snippet: a piece of the words, with `FOUND` before each word that was found and `LEFT` after it.
    """

    noun: str
    row_id: str
    pupil_id: str
    page: int
    on: str
    title: str
    within: str
    snippet: str


def prepared(store: Store, sought: Sequence[Sought]) -> list[Sought]:
    """The same, with the words that are meant by beginnings: what is searched under several headings asks once.

    Longer beginnings are in no index of their own, and would be put together anew from every word that begins so. The
    words themselves are walked from the newest writing back, as far as they are wanted. Nothing is looked up for
    somebody who does not see every child: which words there are would tell of children who are not theirs.
    """
    if store.sight is not None and not store.sight.everybody:
        return list(sought)
    with telling_troubles(), store.lifted():
        return [replace(each, longer=_longer(store, each)) for each in sought]


def search(store: Store, sought: Sequence[Sought], group: Group, *, limit: int, today: date) -> tuple[list[Place], int]:
    """The best places under one heading, and how many there are of them, at most `COUNTED` + 1.

    A record is found where all that is sought occurs, and at least one of it in its own words. Of a document the best
    page is given, of very many the best of the first. Nothing is found by nothing.
    """
    clause, values, only = ("1", [], None) if store.sight is None else store.sight.of_found()
    if only is not None and not only:
        return [], 0
    theirs = [frozenset(each.pupils) for each in sought if each.many]
    sought = [each for each in sought if not each.many]
    match = _match(sought, group)
    if not match:
        return [], 0
    if only is not None:
        match = f"({match}) AND tags : ({_any_of(only)})"
    with telling_troubles(), store.lifted():
        rows = store.db.execute(
            f'select p.at, p.row_id, p.pupil_id, p."on" {_FROM} where found_words match ? and {clause}'
            " order by found_words.rowid desc limit ?",
            [match, *values, _THROUGH if theirs else _PLACES],
        )
        found = _by_record(rows, theirs)
        rows.close()
        several = list(found.values())[: max(_WEIGHED, limit)]
        weighed = _weighed(store, sought, islice(_in_turn(several), max(_WEIGHED, len(several))), today)
        chosen = [found[row_id] for row_id in _best(weighed, limit)]
        others = (row for row in _in_turn(chosen) if row[0] not in weighed)
        weighed |= _weighed(store, sought, islice(others, _WEIGHED), today)
        shown = {row[1] for places in chosen for row in places}
        best = _best({at: each for at, each in weighed.items() if each[1] in shown}, limit)
        places = [
            Place(*row)
            for at in best.values()
            for row in store.db.execute(
                'select p.noun, p.row_id, p.pupil_id, p.part, p."on", p.title, p.within,'
                f" snippet(found_words, 0, ?, ?, '…', ?) {_FROM} where found_words match ? and found_words.rowid = ?",
                [FOUND, LEFT, _PIECE, match, at],
            ).fetchall()
        ]
    return places, len(found)


def unread(store: Store) -> list[str]:
    """The ids of the documents whose pages nobody has read for the index yet, the newest first.

    Empty for somebody with limits, who leaves it to the SENCO, and on a desk that is read only.
    """
    if store.sight is not None or store.read_only:
        return []
    return [
        row["id"]
        for row in store.query(
            "select d.id from document d where not exists (select 1 from found_place p where p.noun = 'document'"
            " and p.row_id = d.id and p.part = 1) order by d.added_on desc, d.id desc"
        )
    ]


def put_pages(
    store: Store, document_id: str, blob: str, pages: Sequence[str], *, between: Callable[[], object] = lambda: None
) -> bool:
    """Put the words of a document's pages into the index, in place of those that are there.

    A long document is written a few pages at a time, each time in a turn of its own: nobody waits for all of it. Its
    first page is written last, and says that all of it is there: stopped before that, it counts as unread.

    False where the document has gone meanwhile or has another file now, or somebody else read it: it counts as unread
    then, if it is there. A document without any words is noted as read.

    Args:
        store: one without limits.
        document_id: the document.
        blob: the file that was read.
        pages: the words of each page.
        between: called between two turns; what it raises ends the writing.
    """
    if len(pages) > MOST_PAGES:
        pages = [*pages[: MOST_PAGES - 1], "\n".join(pages[MOST_PAGES - 1 :])]
    left = [(number, text) for number, text in enumerate(pages, 1) if number == 1 or text.strip()] or [(1, "")]
    written, cleared = 0, False
    while left:
        with store.alone(_READING, brief=True), store.change(_READING):
            there = store.query("select pupil_id, coalesce(dated, added_on) as day, title from document where id = ?"
                                " and blob = ?", [document_id, blob])  # fmt: skip
            if not there or (cleared and _pages_there(store, document_id) != written):
                return False
            (found,) = there
            if not cleared:
                store.db.execute(
                    "delete from found_place where at in (select at from found_place where noun = 'document'"
                    " and row_id = ? and part > 0 order by part limit ?)", [document_id, _GONE],
                )  # fmt: skip
                cleared = not _pages_there(store, document_id)
            batch = _last_of(left) if cleared else []
            store.db.conn.executemany(
                'insert into found_place (noun, row_id, pupil_id, part, "on", title, within, body)'
                " values ('document', ?, ?, ?, ?, ?, '', ?)",
                [(document_id, found["pupil_id"], number, found["day"], found["title"], text)
                 for number, text in batch],
            )  # fmt: skip
            written += len(batch)
        if left:
            between()
    return True


def forget_pupil(store: Store, pupil_id: str) -> None:
    """Take whatever the index has of a child out of it; within a transaction of the caller's.

    The triggers have done so for every record; this is for what no record names any more.
    """
    if store.db.execute("select 1 from sqlite_master where name = 'found_place'").fetchone():
        store.db.execute("delete from found_place where pupil_id = ?", [pupil_id])


def is_sound(store: Store) -> bool:
    """Whether the index says of every record what the records say; slow, for checks and tests."""
    with store.lifted():
        try:
            store.db.execute("insert into main.found_words (found_words, rank) values ('integrity-check', 1)")
        except DatabaseError:
            return False
    return True


_Row = tuple[int, str, str, str]
"""A place as it is looked through: where, the record, the child, the day."""
_READING = "A document is being read for searching"
_FROM = "from main.found_words cross join main.found_place p on p.at = found_words.rowid"


def _match(sought: Sequence[Sought], group: Group) -> str:
    """The question in the index's own language; every word in quotes, so that none is taken for a sign of it."""
    asked = [each for each in sought if each.words]
    if not asked:
        return ""
    own = [f"body : ({_phrase(each)})" for each in asked]
    either = [
        f"({words} OR tags : ({_any_of(each.pupils)}))" if each.pupils else words
        for each, words in zip(asked, own, strict=True)
    ]
    if all(each.pupils for each in asked):
        either.append(f"({' OR '.join(own)})")
    return " AND ".join([f'tags : "g{group}"', *either])


def _phrase(each: Sought) -> str:
    if each.longer:
        return " OR ".join(map(_quoted, each.longer))
    return _quoted(" ".join(each.words)) + (" *" if each.begun else "")


def _longer(store: Store, each: Sought) -> tuple[str, ...]:
    if not each.begun or len(each.words) > 1 or len(each.words[0]) <= _SHORT:
        return ()
    plain = _plain(each.words[0])
    rows = store.db.execute(
        "select term from main.found_terms where term >= ? and term < ? limit ?", [plain, plain + _LAST, _MOST + 1]
    ).fetchall()
    return () if len(rows) > _MOST else tuple(term for (term,) in rows)


def _plain(word: str) -> str:
    """A word as the index has it: small letters without accents."""
    parted = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _by_record(rows: Iterable[_Row], theirs: Sequence[frozenset[str]]) -> dict[str, list[_Row]]:
    """What was found, by record: as many as are counted and one more, from the newest writing back."""
    found: dict[str, list[_Row]] = {}
    for row in rows:
        if all(row[2] in some for some in theirs):
            found.setdefault(row[1], []).append(row)
            if len(found) > COUNTED:
                break
    return found


def _in_turn(several: Sequence[Sequence[_Row]]) -> Iterable[_Row]:
    """The first place of each record, then the second of each, and so on: no long document stands before others."""
    return (row for row in chain.from_iterable(zip_longest(*several)) if row is not None)


def _weighed(store: Store, sought: Sequence[Sought], rows: Iterable[_Row], today: date) -> dict[int, tuple[float, str]]:
    """Each of these places with its weight and its record."""
    asked = {row[0]: row for row in rows}
    weighed = {}
    for at, body in _bodies(store, list(asked)):
        _at, row_id, pupil_id, on = asked[at]
        weighed[at] = _weight(sought, pupil_id, body, on, today), row_id
    return weighed


def _best(weighed: Mapping[int, tuple[float, str]], limit: int) -> dict[str, int]:
    """The best records with the best place of each, the best first."""
    best: dict[str, int] = {}
    for at, (_worth, row_id) in sorted(weighed.items(), key=lambda each: (each[1][0], each[0]), reverse=True):
        best.setdefault(row_id, at)
    return dict(islice(best.items(), limit))


def _pages_there(store: Store, document_id: str) -> int:
    (row,) = store.query(
        "select count(*) as n from found_place where noun = 'document' and row_id = ? and part > 0", [document_id]
    )
    return int(row["n"])


def _last_of(left: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Takes as many pages from the end as are written in one turn, at least one."""
    batch: list[tuple[int, str]] = []
    letters = 0
    while left and letters < _LETTERS:
        number, text = left.pop()
        batch.append((number, _clean(text)))
        letters += len(text)
    return batch


def _bodies(store: Store, places: Sequence[int]) -> list[tuple[int, str]]:
    which = ", ".join("?" * len(places))
    return store.db.execute(f"select at, body from main.found_place where at in ({which})", list(places)).fetchall()  # noqa: S608  ours


def _any_of(pupils: Sequence[str]) -> str:
    return " OR ".join('"' + each.replace("-", "").replace('"', "") + '"' for each in pupils)


def _weight(sought: Sequence[Sought], pupil_id: str, body: str, on: str, today: date) -> float:
    """How much a piece of writing is about what is sought: BM25 for words of one worth, less where it is old.

    Who types a child's name means the child, and not a teacher who is called so too.
    """
    text = body.casefold()
    length = 1 - _BY_LENGTH + _BY_LENGTH * len(text) / _USUAL_LENGTH
    total = 0.05
    for each in sought:
        often = text.count(" ".join(each.words).casefold())
        total += often * (_OFTEN + 1) / (often + _OFTEN * length)
        total += _MEANT if pupil_id in each.pupils else 0
    try:
        days = max((today - date.fromisoformat(on)).days, 0)
    except ValueError:
        days = _HALF_AS_GOOD
    return total * math.pow(0.5, days / _HALF_AS_GOOD)


def _clean(text: str) -> str:
    return text.translate(_BLANK).encode("utf-8", "ignore").decode()


_BLANK = {0: " ", ord(FOUND): " ", ord(LEFT): " "}
