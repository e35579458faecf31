"""What a paper says of itself: kind, title, author, date and a sentence, as suggestions that a person can change.

Only what stands there is suggested, and little rather than wrong: a field that nothing speaks for stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from senco_desk.domain.file_names import plain_line
from senco_desk.domain.papers import DOCUMENT_KINDS
from senco_desk.domain.read_text import ReadText
from senco_desk.domain.terms import EARLIEST

LONGEST_TITLE = 200

_HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("psychologist", ("educational psycholog", "psychologist", "psychological", " ep report", " ep ")),
    ("speech", ("speech and language", "speech & language", "speech therap", "speech report",
                "language therap",
                " salt ", " slt ", "speech")),
    ("occupational", ("occupational therap", "physiotherap", " ot report", " ot ", "occupational",
                      "physio")),
    ("social-care", ("social care", "social worker", "children’s social", "children's social", "childrens social")),
    ("medical", ("paediatric", "consultant", "camhs", "hospital", "nhs trust", "audiology", "clinic letter",
                 "diagnosis",
                 "medical", "health")),
    ("specialist", ("specialist teach", "advisory teacher", "outreach", "sensory support", "teacher of the deaf",
                    "specialist")),
    ("school-report", ("school report", "end of year report",
                       "annual school report")),
    ("plan", ("annual review", "education, health and care plan", "ehc plan", "ehcp", "support plan",
              "individual education plan",
              "plan", "review")),
    ("assessment", ("standardised score", "test results", "screening", "assessment", "test")),
    ("consent", ("i consent", "i agree to", "consent form", "parental consent", "consent", "agreement")),
    ("parent-view", ("parents’ views", "parents' views", "parent’s views", "parent's views", "parental views",
                     "parent view", "from home")),
    ("child-view", ("my views", "pupil’s views", "pupil's views", "child’s views", "child's views", "all about me",
                    "pupil voice")),
    ("letter", ("dear ", "yours sincerely", "letter", "email", "e-mail")),
    ("work", ("piece of work", "writing sample", "work sample", "drawing", "writing")),
)  # fmt: skip
_HEAD = 1_200
"""So many signs of the first page are its head, where a paper says what it is."""

_READ = 200_000
"""So many signs are looked through for words about needs, and for a summary."""

_BY = re.compile(
    r"(?im)^[ \t]*(?:report (?:prepared |written |compiled )?by|written by|prepared by|compiled by"
    r"|completed by|assessed by|author|seen by|from|assessor)[ \t]*[:–-]?[ \t]*(?P<who>[^\n<]{3,90})"
)
_SIGNED = re.compile(
    r"(?m)^[ \t]*(?P<who>(?:(?:Dr|Mrs?|Ms|Miss|Mx|Prof)\.? )?[^\W\d_][\w’'.-]+(?: [^\W\d_][\w’'.-]*){1,3})"
    r"[ \t]*\n[ \t]*"
    r"(?=[^\n]{0,60}(?:psychologist|therapist|paediatrician|teacher|consultant|SENCO|nurse|social worker))"
)
_DATED = re.compile(
    r"(?im)\b(?:date of (?:this )?(?:report|letter|assessment)|report date|dated|date)\b[ \t]*[:–-]?\s*$"
)
_SUMMARY = re.compile(
    r"(?im)^[ \t]*(?:summary|conclusions?|in summary|overview|key findings)[ \t]*:?[ \t]*\n+"
    r"(?P<said>[^\n]+(?:\n[^\n]+){0,2})"
)
_MACHINE = re.compile(
    r"(?i)^(?:scan|img|image|dsc|doc|document|untitled|unnamed|photo|picture|pxl|whatsapp|new|file|copy|download|pasted)?"
    r"[\W_]*(?:image|document|from|of|copy)?[\W_\d]*(?:at[\W_\d]*)?$"
)
_MARKS = re.compile(r"[<>]")
"""A title is shown in many places; nothing in it may be taken for markup."""
_KEPT_APART = ("child protection", "safeguarding concern", "strategy meeting", "section 47")
_NEEDS: dict[str, tuple[str, ...]] = {
    "SLCN": ("speech and language", "speech, language", "communication need", "language disorder",
             "expressive language"),
    "ASD": ("autism", "autistic"),
    "SPLD": ("dyslexia", "dyscalculia", "dyspraxia", "specific learning"),
    "SEMH": ("mental health", "anxiety", "adhd", "attention deficit", "emotional", "attachment"),
    "HI": ("hearing loss", "hearing impair", "audiolog", "teacher of the deaf"),
    "VI": ("visual impair", "vision impair", "ophthalm"),
    "PD": ("physiotherap", "cerebral palsy", "gross motor", "wheelchair", "physical disab"),
    "MSI": ("multi-sensory", "deafblind"),
    "MLD": ("moderate learning", "cognition and learning", "general learning"),
    "SLD": ("severe learning",),
    "PMLD": ("profound and multiple",),
    "DS": ("down syndrome", "down’s syndrome", "down's syndrome"),
}  # fmt: skip


@dataclass(frozen=True)
class Suggested:
    """What a paper says of itself; empty where it does not say."""

    kind: str = "other"
    title: str = ""
    author: str = ""
    dated: date | None = None
    summary: str = ""
    confidential: bool = False
    needs: tuple[str, ...] = ()


def suggested(
    filename: str,
    pages: Sequence[str],
    *,
    today: date,
    not_dated: Collection[date] = (),
    needs: Collection[str] = (),
) -> Suggested:
    """What a paper of this name, with these words on its pages, says of itself.

    Args:
        filename: as it came, without folders.
        pages: its words; empty for a picture or a scan.
        today: nothing later is taken for its date.
        not_dated: days that are not the paper's own, such as the child's date of birth.
        needs: DfE codes of the child's needs; others are not suggested.
    """
    text = "\n".join(pages)[:_READ]
    head = (pages[0] if pages else "")[:_HEAD]
    kind = guessed_kind(filename, head)
    stem = plain_line(PurePath(filename).stem)
    own = _heading(head) or (DOCUMENT_KINDS[kind] if kind != "other" else "")
    told = _words(text)
    return Suggested(
        kind=kind,
        title=_MARKS.sub("", own or stem if _MACHINE.match(stem) else stem)[:LONGEST_TITLE].strip(),
        author=_author(pages),
        dated=_dated(pages, today, frozenset(not_dated)),
        summary=_summary(text),
        confidential=any(words in told for words in _KEPT_APART),
        needs=tuple(code for code in needs if any(words in told for words in _NEEDS.get(code, ()))),
    )


def guessed_kind(filename: str, head: str = "") -> str:
    """The kind of document that a file's name or the head of its first page speaks of; `other` where neither does."""
    name = re.sub(r"[\W_]+", " ", PurePath(filename).stem)
    for words, letters in ((f" {_words(name)} ", True), (f" {_words(head)} ", False)):
        places = [
            (words.index(hint), at, kind)
            for at, (kind, hints) in enumerate(_HINTS)
            for hint in hints
            if hint in words and (letters or " " in hint.strip() or len(hint) > 8)
        ]
        if places:
            return min(places, key=lambda each: (each[1], each[0]) if letters else (each[0], each[1]))[2]
    return "other"


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _heading(head: str) -> str:
    """The first line that reads like a title: two to twelve words, one of them saying what the paper is."""
    for line in head.splitlines()[:14]:
        words = line.split()
        if 2 <= len(words) <= 12 and ":" not in line and line[:1].isupper() and not line.rstrip().endswith("."):
            told = line.casefold()
            if any(each in told for each in ("report", "assessment", "plan", "review", "letter", "profile", "summary")):
                return plain_line(line)
    return ""


def _author(pages: Sequence[str]) -> str:
    for page in (*pages[:1], *pages[-1:]):
        for found in (_BY.search(page), _SIGNED.search(page)):
            who = plain_line(found["who"]).strip(" ,;:.-–") if found else ""
            if who and len(who.split()) <= 10 and any(word[:1].isupper() for word in who.split()):
                return who[:120]
    return ""


def _dated(pages: Sequence[str], today: date, never: frozenset[date]) -> date | None:
    """The day a paper bears: behind “Date:”, else the first on its first page, else the first behind “Date:” later."""
    told: list[tuple[bool, date]] = []
    for page in pages[:3]:
        read = ReadText(page, {})
        for day, birth, start, _stop in sorted(read.dates(), key=lambda each: each[2]):
            if not birth and day not in never and day.year >= EARLIEST and day <= today:
                told.append((bool(_DATED.search(read.text[max(0, start - 40) : start])), day))
        if any(labelled for labelled, _ in told):
            return next(day for labelled, day in told if labelled)
        if told:
            return told[0][1]
    return None


def _summary(text: str) -> str:
    found = _SUMMARY.search(text)
    if not found:
        return ""
    said = " ".join(found["said"].split())
    if len(said) <= 240:
        return said
    cut = said[:240]
    end = max(cut.rfind(". "), cut.rfind("; "))
    return cut[: end + 1] if end > 60 else f"{cut[: cut.rfind(' ')]} …"
