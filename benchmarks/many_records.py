"""Desks with as many made-up records as a benchmark wants, written straight into their tables: that is not measured."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from senco_desk.domain import upn
from senco_desk.domain.cycles import CycleDraft
from senco_desk.domain.needs import NeedDraft, StatusDraft
from senco_desk.domain.papers import DocumentDraft, NoteDraft
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import desks
from senco_desk.services.demo.names import BOYS, GIRLS, SURNAMES
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.kdf import KdfParameters
from senco_desk.store.tables import Image, K, Table

TODAY = date(2026, 11, 20)
CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "three brown foxes"  # noqa: S105  of made-up records

_TOGETHER = 5_000
_USUAL_WORDS = (  # noqa: SIM905  words read better than a list of them
    "sensory reading support speech mother meeting classroom teacher phonics writing lunch playtime anxious settled"
    " therapist programme progress target outcome vocabulary instructions attention friends transition attendance"
).split()
_SYLLABLES = "ba be bo da de di fa fi ga ha ka ki la le li lo ma me mi mo na ne ni pa pe ra re ri ro sa se si so ta te to".split()  # noqa: E501, SIM905  words read better than a list of them


def a_desk(folder: Path, *, pupils: int, notes: int = 0, documents: int = 0, registered: bool = False) -> Desk:
    """A desk with so many pupils, and notes and documents of two pages each, evenly among them; close it when done.

    With `registered` each child has a status, a need and a cycle with its review.
    """
    desk, _ = desks.create(
        folder, PASSPHRASE, SchoolDraft(name="Riverbank Primary School", phase="primary", authority_id="medway"),
        day=lambda: TODAY, clock=lambda: datetime.now(UTC), kdf=CHEAP, floor=CHEAP,
    )  # fmt: skip
    chance = random.Random(11)  # noqa: S311  made-up records, the same each time
    children = _kept(desk, nouns.PUPILS, (_child(chance, at) for at in range(pupils)))
    if registered:
        _kept(desk, nouns.STATUSES, (
            StatusDraft(pupil_id=each, status="K", start=date(2025, 9, 8), reason="Progress slower than before.")
            for each in children))  # fmt: skip
        _kept(desk, nouns.NEEDS, (NeedDraft(pupil_id=each, code="SLCN", rank=1) for each in children))
        _kept(desk, nouns.CYCLES, (
            CycleDraft(pupil_id=each, number=1, stage="do", opened_on=date(2026, 9, 14),
                       review_due=TODAY + timedelta(days=chance.randrange(90)))
            for each in children))  # fmt: skip
    writing = Writing(chance)
    owners = itertools.cycle(children)
    _kept(desk, nouns.NOTES, (
        NoteDraft(pupil_id=next(owners), on=TODAY - timedelta(days=chance.randrange(1_500)), text=writing.words(45))
        for _ in range(notes)))  # fmt: skip
    papers = _kept(desk, nouns.DOCUMENTS, (_paper(next(owners), at) for at in range(documents)))
    _read(desk, papers, writing)
    desk.store.db.execute("pragma wal_checkpoint(truncate)")
    return desk


class Writing:
    """Words as they are written about children: some often, most rarely."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        rare = {"".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4))) for _ in range(9_000)}
        self.known = [*_USUAL_WORDS, *sorted(rare)]
        self._often = list(itertools.accumulate(1 / (rank + 30) for rank in range(len(self.known))))

    def words(self, count: int) -> str:
        """So many words."""
        return " ".join(self._chance.choices(self.known, cum_weights=self._often, k=count))


def _child(chance: random.Random, at: int) -> PupilDraft:
    forename = chance.choice((*GIRLS, *BOYS))
    surname = chance.choice(SURNAMES)
    if at % 3 == 0:  # a large trust has more names than a school
        surname += chance.choice(("son", "ley", "worth", "man", "field", "er", "wood", "smith", "by", "ton"))
    return PupilDraft(
        upn=upn.make(887, 9000 + at // 1000, 2022, at % 1000), legal_forename=forename, legal_surname=surname,
        date_of_birth=date(2016, 9, 1) + timedelta(days=at % 2_000), year_group=str(1 + at % 6),
        class_name=f"{1 + at % 6}{'ABC'[at % 3]}",
    )  # fmt: skip


def _paper(pupil_id: str, at: int) -> DocumentDraft:
    return DocumentDraft(
        pupil_id=pupil_id, title=f"Report {at}", kind="speech", added_on=TODAY, filename=f"report-{at}.pdf",
        blob=f"{at:064x}", sha256=f"{at:064x}", bytes=1, media_type="application/pdf", pages=2,
    )  # fmt: skip


def _kept(desk: Desk, table: Table[K], drafts: Iterator[object]) -> list[str]:
    """Rows without a journal, in the order of the drafts; answers their ids."""
    ids: list[str] = []
    while some := list(itertools.islice(drafts, _TOGETHER)):
        images: list[Image] = []
        for draft in some:
            kept = table.kept.model_validate(dict(draft) | {"id": desk.store.ids.new()})  # type: ignore[call-overload]
            images.append(table.encode(kept))
        with desk.store.change("Make records"):
            desk.store.insert(table.name, images)
        ids += [image["id"] for image in images]
    return ids


def _read(desk: Desk, papers: list[str], writing: Writing) -> None:
    """The pages, as `found.put_pages` writes them, but many documents at once."""
    owners = {row["id"]: row["pupil_id"] for row in desk.store.query("select id, pupil_id from document")}
    for start in range(0, len(papers), _TOGETHER):
        images = [
            {"noun": "document", "row_id": each, "pupil_id": owners[each], "part": page, "on": TODAY.isoformat(),
             "title": "", "within": "", "body": writing.words(320)}
            for each in papers[start : start + _TOGETHER]
            for page in (1, 2)
        ]  # fmt: skip
        with desk.store.change("Read documents"):
            desk.store.insert("found_place", images)


def on_the_worker(desk: Desk, deed: Callable[[Desk], object]) -> float:
    """How many seconds the deed takes as the window has it done: on its worker, with the window's own collector.

    It reads through a connection of the worker's own, whose opening is not counted.
    """
    # Not every benchmark has a window.
    from PySide6.QtCore import QEventLoop  # noqa: PLC0415

    from senco_desk.ui.jobs import Jobs, Watcher  # noqa: PLC0415

    def timed(_watcher: Watcher) -> float:
        reader = desk.reader()
        began = time.perf_counter()
        deed(reader)
        took = time.perf_counter() - began
        reader.close()
        return took

    told: list[float] = []
    waiting, jobs = QEventLoop(), Jobs()
    job = jobs.start("Reading", timed)
    job.finished.connect(told.append)
    job.ended.connect(waiting.quit)
    waiting.exec()
    (seconds,) = told
    return seconds
