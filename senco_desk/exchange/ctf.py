"""Common Transfer Files, read only: one pupil at a time, tolerant of every version, and hostile to none of its tricks.

The department's file changes each September, and what schools' systems write has never quite agreed: `Gender`
became `Sex`; needs stand inside the SEN history or beside it; some files wrap the pupils once more. So elements are
found by name wherever in the pupil they stand. Entities and document types are refused, and depth, size and count
are limited, since the file comes from outside; it is read in the helper process (`domain.contained`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element  # the class alone; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from senco_desk.domain import codes
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.domain.roll import ReadColumn, Roll, RollRow
from senco_desk.exchange import recognised
from senco_desk.exchange.dates import DateShape, read_as
from senco_desk.exchange.feeds import EndlessTagError, Feed
from senco_desk.exchange.grids import MAX_PUPILS
from senco_desk.exchange.values import short
from senco_desk.machine.contained import FAILED, HELPER, StoppedError

KNOWN_VERSIONS = range(11, 27)
"""Whole numbers of the versions that have been seen; 26 is the one expected for 2026/27."""

_MAX_DEPTH = 40
_MAX_PARTS = 20_000  # elements in one pupil
_MAX_TEXT = 20_000  # characters that one value is read to

_NUMBERS = {"upn": ("UPN",), "former_upn": ("FormerUPN",)}
_NAMES: dict[str, tuple[str, ...]] = {
    "legal_surname": ("LegalSurname", "Surname"),
    "legal_forename": ("LegalForename", "Forename"),
    "middle_names": ("MiddleNames", "MiddleName"),
    "preferred_surname": ("PreferredSurname",),
    "preferred_forename": ("PreferredForename",),
    "class_name": ("RegGroup", "Class"),
}
_CODES: dict[str, tuple[str, ...]] = {
    "sex": ("Sex", "Gender"),
    "year_group": ("NCyearActual",),
    "ethnicity": ("Ethnicity",),
    "enrol_status": ("EnrolStatus",),
    "fsm_category": ("FSMcategory",),
}
_DATES: dict[str, tuple[str, ...]] = {
    "date_of_birth": ("DOB",),
    "admission_date": ("EntryDate",),
    "leaving_date": ("LeavingDate",),
}
# What holds people or schools other than the pupil, where the same element names mean something else.
_OTHERS = {
    "contacts",
    "contact",
    "schoolhistory",
    "stageassessments",
    "address",
    "attendance",
    "phones",
    "sourceschool",
}


def read_ctf(data: bytes, name: str) -> Roll:
    """The pupils of a Common Transfer File of any version; each problem names which pupil of the file and element.

    Raises RefusedError for XML that is no such file, is damaged, or is built to do harm, and TroubleError where the
    helper process does not start.
    """
    try:
        return Roll.model_validate_json(HELPER.ask("transfer", {"name": name}, data).body)
    except StoppedError as error:
        why = f"it {error.why}" if error.why != FAILED else "it is damaged"
        raise RefusedError(f"“{name}” was not read: {why}. Ask the school that sent it for a new export.") from error


def contained_transfer(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> Roll:
    """What `read_ctf` has the helper process do; refuses as it does."""
    data, name = bodies[0], str(told["name"])
    found = _Found(name)
    try:
        for pupil in _pupils(data, found):
            progress.step()
            found.rows.append(_row(found, pupil))
    except DefusedXmlException as error:
        raise RefusedError(
            f"“{name}” was not read: it defines its own entities or document type, which no Common Transfer File "
            "does and harmful files do. Ask the school that sent it for a new export."
        ) from error
    except EndlessTagError as error:
        raise RefusedError(
            f"“{name}” was not read: a tag or value in it goes on far beyond what a Common Transfer File has. "
            "Ask the school that sent it for a new export."
        ) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise RefusedError(
            f"“{name}” is damaged or is not XML ({error}). Ask the school that sent it for a new export."
        ) from error
    if not found.is_ctf:
        raise RefusedError(
            f"“{name}” is XML, but not a Common Transfer File: it has no CTfile element. "
            "A CTF, a CSV file or an Excel workbook with one line for each pupil was expected."
        )
    _check_version(found)
    return Roll(
        source_name=name,
        kind="ctf",
        as_of=found.as_of,
        rows=tuple(found.rows),
        problems=tuple(found.problems),
        columns=tuple(
            ReadColumn(number=number, header=element, field=each)
            for number, (each, element) in enumerate(sorted(found.fields.items()), start=1)
        ),
        fields=frozenset(found.fields),
        encoding="xml",
        date_shape=DateShape.YEAR_FIRST.value,
        version=found.version,
    )


@dataclass
class _Found:
    """What the file has said so far."""

    name: str
    rows: list[RollRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    """Field to the element that it was read from."""
    is_ctf: bool = False
    as_of: date | None = None
    version: str = ""

    def note(self, row: int | None, name: str, element: str, sentence: str) -> None:
        if sentence:
            self.problems.append(Problem(row=row, column=element, field=name, sentence=sentence))


def _pupils(data: bytes, found: _Found) -> Iterator[Element]:
    """Each pupil element when it is complete, forgotten once it was read."""
    path: list[Element] = []
    parts = count = 0
    for event, element in iterparse(Feed(io.BytesIO(data)), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            parts += 1
            if len(path) > _MAX_DEPTH or parts > _MAX_PARTS:
                raise RefusedError(
                    f"“{found.name}” was not read: it is nested or repeated far beyond what a Common Transfer File is. "
                    "Ask the school that sent it for a new export."
                )
            continue
        path.pop()
        tag = _tag(element)
        if len(path) == 0:
            found.is_ctf = found.is_ctf or tag == "ctfile"
        elif tag == "header" and len(path) == 1:
            found.as_of = read_as(DateShape.YEAR_FIRST, _text(element, "DateTime")[0])
            found.version = found.version or _text(element, "CTFversion")[0]
        elif tag == "pupil" and not any(_tag(each) == "pupil" for each in path):
            count += 1
            if count > MAX_PUPILS:
                raise RefusedError(f"“{found.name}” has more than {MAX_PUPILS:,} pupils. Ask for a smaller export.")
            if _tag(path[0]) == "ctfile":
                found.is_ctf = True
                found.version = found.version or path[0].get("version", "")[:20]
                yield element
            parts = 0
            for each in path:
                each.clear()


def _row(found: _Found, pupil: Element) -> RollRow:
    number = len(found.rows) + 1
    made: dict[str, Any] = {"row": number}
    doubtful: set[str] = set()
    extra: dict[str, str] = {}
    for name, numbers in _NUMBERS.items():
        text, element = _text(pupil, *numbers)
        if text:
            made[name], sentence = recognised.upn_of(text)
            found.fields[name] = element
            found.note(number, name, element, sentence)
    for name, elements in _NAMES.items():
        text, element = _text(pupil, *elements)
        if text:
            made[name], sentence, damaged = recognised.name_of(text)
            found.fields[name] = element
            found.note(number, name, element, sentence)
            doubtful |= {name} if damaged else set()
    for name, elements in _DATES.items():
        text, element = _text(pupil, *elements)
        if text:
            made[name] = read_as(DateShape.YEAR_FIRST, text)
            found.fields[name] = element
            if made[name] is None:
                extra[element] = text
                found.note(number, name, element, f"“{short(text)}” is not a date written as year-month-day.")
    for name, elements in _CODES.items():
        _code(found, made, name, *_text(pupil, *elements))
    _code(found, made, "first_language", *_language(pupil))
    _flags(found, made, pupil)
    _sen(found, made, pupil)
    _missing(found, made, number)
    return RollRow(**made, doubtful=frozenset(doubtful), extra=extra)


def _code(found: _Found, made: dict[str, Any], name: str, text: str, element: str) -> None:
    if text:
        made[name], sentence = recognised.code_of(name, text)
        found.fields[name] = element
        found.note(made["row"], name, element, sentence)


def _language(pupil: Element) -> tuple[str, str]:
    """The first language: of several, the one marked F; else the first."""
    first = ""
    for languages in _all(pupil, "Languages"):
        for kind in _all(languages, "Type") or [languages]:
            text, _ = _text(kind, "Language")
            text = text or _own(kind)
            if _text(kind, "LanguageType")[0].upper() == "F":
                return text, "Language"
            first = first or text
    return (first, "Language") if first else _text(pupil, "FirstLanguage", "Language")


def _flags(found: _Found, made: dict[str, Any], pupil: Element) -> None:
    for name, elements in (("in_care", ("InCare",)), ("pupil_premium", ("PupilPremium", "PPindicator"))):
        text, element = _text(pupil, *elements)
        if text:
            made[name] = codes.flag(text)
            found.fields[name] = element
            if made[name] is None:
                found.note(made["row"], name, element, f"“{short(text)}” is neither yes nor no. It was left out.")
    text, element = _text(pupil, "FSMeligible")
    if text and codes.flag(text) is not None:
        made["fsm"], found.fields["fsm"] = codes.flag(text), element
    elif histories := _all(pupil, "FSMhistory"):
        spells = [spell for history in histories for spell in _all(history, "FSMinstance")]
        made["fsm"] = any(not _ended(found, spell, "FSMendDate") for spell in spells)
        found.fields["fsm"] = "FSMhistory"


def _sen(found: _Found, made: dict[str, Any], pupil: Element) -> None:
    """The latest open record of the SEN history, and the ranked needs, inside the history or beside it."""
    spells = [(spell, _text(spell, "SENprovision")[0]) for spell in _all(pupil, "SEN")]
    if not spells:
        spells = [(each, _own(each)) for each in _all(pupil, "SENprovision")]
    spells = [(spell, text) for spell, text in spells if text]
    if spells:
        found.fields["sen_status"] = "SENprovision"
        current = [(spell, text) for spell, text in spells if not _ended(found, spell, "EndDate")]
        if current:
            # Of two from one day the later in the file counts: `max` gives the first of equals, so look backwards.
            spell, text = max(reversed(current), key=lambda pair: _began(pair[0]) or date.min)
            made["sen_status"], sentence = recognised.status_of(text)
            found.note(made["row"], "sen_status", "SENprovision", sentence)
            made["sen_start"] = _began(spell)
            if made["sen_start"]:
                found.fields["sen_start"] = "StartDate"
        else:
            made["sen_status"] = "N"
            found.note(
                made["row"],
                "sen_status",
                "SENprovision",
                "Every SEN record of this child has an end date, so the file says that there is no current provision. "
                "Check with the school that sent it.",
            )
    written: list[tuple[str, int]] = []
    for need in _all(pupil, "SENneed"):
        text = _text(need, "SENtype")[0]
        rank = _text(need, "SENtypeRank")[0]
        if text:
            written.append((text, int(rank) if re.fullmatch(r"[0-9]{1,3}", rank) else 999))
    if written:
        made["needs"], sentences = recognised.needs_of(written)
        found.fields["needs"] = "SENneeds"
        for sentence in sentences:
            found.note(made["row"], "needs", "SENtype", sentence)


def _missing(found: _Found, made: dict[str, Any], number: int) -> None:
    for name, element, words in (
        ("upn", "UPN", "UPN"),
        ("legal_surname", "Surname", "surname"),
        ("legal_forename", "Forename", "forename"),
        ("date_of_birth", "DOB", "date of birth"),
    ):
        if not made.get(name) and not (name == "date_of_birth" and "DOB" in made):
            found.note(number, name, element, f"There is no {words} for this child. Add it when it is known.")


def _check_version(found: _Found) -> None:
    whole = re.match(r"[0-9]{1,3}", found.version)
    if whole and int(whole[0]) in KNOWN_VERSIONS:
        return
    words = f"is version {short(found.version)}" if found.version else "does not say its version"
    found.problems.insert(
        0,
        Problem(
            column="CTFversion",
            sentence=f"This Common Transfer File {words}, which is not known here. It was read all the same: "
            "check a few pupils against the file.",
        ),
    )


def _ended(found: _Found, spell: Element, element: str) -> bool:
    """Whether a spell was over on the file's own day; with no day in the file any end date ends it."""
    text = _text(spell, element)[0]
    end = read_as(DateShape.YEAR_FIRST, text) if text else None
    return end is not None and (found.as_of is None or end < found.as_of)


def _began(spell: Element) -> date | None:
    return read_as(DateShape.YEAR_FIRST, _text(spell, "StartDate")[0])


def _tag(element: Element) -> str:
    """An element's name without its namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].casefold()


def _own(element: Element) -> str:
    return (element.text or "")[:_MAX_TEXT].strip()


def _all(element: Element, name: str) -> list[Element]:
    """Every element of that name inside, in order, but for those inside what is about somebody else."""
    found: list[Element] = []
    wanted = name.casefold()
    for child in element:
        tag = _tag(child)
        if tag == wanted:
            found.append(child)
        elif tag not in _OTHERS:
            found += _all(child, name)
    return found


def _text(element: Element, *names: str) -> tuple[str, str]:
    """The first non-empty value under the first of the names that has one, and that name."""
    for name in names:
        for each in _all(element, name):
            if text := _own(each):
                return text, name
    return "", names[0]
