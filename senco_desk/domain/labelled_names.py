"""Whom a paper says it is about: the name behind “Name:”, “Pupil:” or “Re:”, in cells beside “Forename”, in a heading.

Any name that stands there counts, also one of a child who is not on the roll. What is no name (a school, a review, the
person who signs) is passed over where the words around tell so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from senco_desk.domain.ordinary_words import ORDINARY
from senco_desk.domain.read_text import TITLES, ReadText, fold

_CHILD = r"(?:child|pupil|student|patient|learner|young person|service user)"
_LABEL = re.compile(
    r"(?:^|[\t|(;]|\.[ ]|,[ ])[ \u00a0*•]{0,4}(?:"
    rf"(?P<childs>{_CHILD}(?:[’'‘]s|s[’'‘])?[ ](?:full[ ]|legal[ ])?name|name[ ]of[ ](?:the[ ])?{_CHILD})"
    r"|(?P<name>(?:full[ ]|legal[ ])?name)"
    rf"|(?P<child>{_CHILD})"
    r"|(?P<re>re|regarding|concerning|subject))"
    r"[ \u00a0]{0,4}(?:\([^)\n]{0,30}\))?[ \u00a0]{0,4}(?P<sign>[:–—|\t]|-(?=[ \t])|\r?\n|(?<=[ \u00a0]))",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST = r"(?:(?:legal |preferred )?forenames?|first names?|given names?|christian names?)"
_LAST = r"(?:(?:legal |preferred )?surname|last name|family name)"
_GAP = r"[\s:|–—-]{1,8}"
_CELL = r"[^\n\t|:]{1,40}"
_ROW = r"\b[^\n]{0,80}\n[ ]{0,4}"


def _beside(one: str, two: str, own: str, other: str) -> Iterator[re.Pattern[str]]:
    """Two labels with their names behind them, and two labels side by side with the names below."""
    across = rf"\b{one}{_GAP}(?P<{own}>{_CELL})[^\n]{{0,40}}[\s|]{{1,4}}{two}{_GAP}(?P<{other}>{_CELL})"
    below = rf"\b{one}[ ]{{0,2}}[\t|][ ]{{0,2}}{two}{_ROW}(?P<{own}>{_CELL})[\t|](?P<{other}>{_CELL})"
    yield from (re.compile(each, re.IGNORECASE) for each in (across, below))


_CELLS = (*_beside(_FIRST, _LAST, "first", "last"), *_beside(_LAST, _FIRST, "last", "first"))
_HEADING = re.compile(
    r"\b(?:report|advice|assessment|plan|review|profile|statement|summary|observations?|record|referral|programme"
    r"|targets|views|information|letter)\b[^\n.:]{0,40}?\b(?:for|on|of|about|re)[ ]{1,3}(?=[^\W\d_])",
    re.IGNORECASE,
)
_HEAD, _LINE = 1_200, 120
"""So many signs of a page are its head, and no heading is longer than such a line."""

_CELLED = 100_000
"""So far into a page its cells are looked through."""

_SIGNED_BEHIND = re.compile(
    r"\b(?:sign(?:ed|ature)|position|role|designation|job title|profession|relationship)\b", re.IGNORECASE
)
_SIGNED_BEFORE = re.compile(
    r"\b(?:(?:parent|carer|guardian|contact|referrer|professional|staff)[^\n]{0,24}(?:details|information)"
    r"|sign(?:ed|ature)|(?:completed|written|prepared|referred) by|author|referrer|emergency contact|mother|father"
    r"|guardian|next of kin)\W*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‘ʼ\u0300-\u036f-](?=[^\W\d_]))*")
_MOST = 5
_PARTICLES = frozenset(
    ("de", "del", "da", "van", "von", "der", "den", "la", "le", "el", "al", "ul", "bin", "binti", "bint")
)
_ENDED = """
    date dob birth born school year class form address gender sex age upn uln nhs parent parents carer carers contact
    tel telephone phone email teacher signature signed position role job headteacher senco gp doctor relationship
    home ethnicity language religion setting report referral referrer assessment author subject from to male female
    pupil child student name first forename surname last family legal preferred middle full known admission key stage
    area need needs primary status number no ref reference tbc please yes none
"""
_ENDS = frozenset(_ENDED.split())
"""The next label, where a name that nobody filled in, or one that has come to its end, is followed by another."""

_HEADED = """
    academy action additional advice agreed annual application appointment assess assessment attendance authority
    behaviour borough care centre children city class clinic college communication conference confidential council
    county cycle department draft early ehc ehcp education educational english evidence expected families final for
    funding general group health help hospital individual infant infants information inclusion junior keeping letter
    local maths meeting mental minutes needs notes notice nursery occupational outcomes parents phonics plan primary
    professional progress protection provision psychology pupil reading referral report request review safeguarding
    school science secondary send sen senco service services social special speech spring staff statutory summary
    summer support targets team term the therapy training transition transport trip trust update urgent visit
    whole writing year your
"""
_NO_NAME = ORDINARY | frozenset(_HEADED.split())
"""Words of headings: behind “Re:” or “report for”, whoever is meant is not called so."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name that a paper gives for whom it is about.

    Args:
        words: the name, folded; what stands for an initial is one letter.
        childs: whether the label can only mean a child; “Name:” may also be whoever signs.
        sure: whether it is most likely a person's name, also where nobody of that name is known.
        start: where it stands in the text.
        stop: where it ends.
    """

    words: tuple[str, ...]
    childs: bool
    sure: bool
    start: int
    stop: int


def labelled_names(read: ReadText) -> Iterator[Labelled]:
    """Every name behind a label, in cells beside “Forename” and “Surname”, or at the end of a heading."""
    text = read.text
    for match in _LABEL.finditer(text):
        sign = match["sign"]
        named = bool(match["childs"] or match["name"])
        if not sign and not named:
            continue
        words, start, stop = _run(text, match.end())
        if not words or (match["name"] and _signed(text, match.start(), stop)):
            continue
        if sign == ":" and not match["re"]:
            sure = any(word not in _NO_NAME for word in words if len(word) > 1)
        else:
            sure = _like_a_name(words) and (named or sign.strip(" ") not in ("", "\n", "\r\n")) and _ends(text, stop)
        yield Labelled(words, not match["name"], sure, start, stop)
    yield from _cells(text)
    yield from _headings(text)


def _cells(text: str) -> Iterator[Labelled]:
    for pattern in _CELLS:
        for match in pattern.finditer(text, 0, _CELLED):
            first, start, _ = _run(text, match.start("first"))
            last, _, stop = _run(text, match.start("last"))
            if first and last:
                begin, end = min(start, match.start("last")), max(stop, match.end("first"))
                yield Labelled((*first, *last), childs=True, sure=True, start=begin, stop=end)


def _headings(text: str) -> Iterator[Labelled]:
    at = 0
    for line in text[:_HEAD].split("\n"):
        if len(line) <= _LINE and (match := _HEADING.search(line)) and line.lstrip()[:1].isupper():
            words, start, stop = _run(text, at + match.end())
            if words and _ends(text, stop):
                yield Labelled(words, childs=True, sure=_like_a_name(words), start=start, stop=stop)
        at += len(line) + 1


def _run(text: str, at: int) -> tuple[tuple[str, ...], int, int]:
    """The capitalised words that begin at a place, folded: at most five, of one line and one cell."""
    piece = text[at : at + 100]
    lead = len(piece) - len(piece.lstrip(" \u00a0\t\r\n:|–—-*_"))
    words: list[str] = []
    start = stop = at + lead
    end = lead
    for match in _WORD.finditer(piece, lead):
        between = piece[end : match.start()]
        turned = len(words) == 1 and between.strip() == ","
        initial = bool(words) and len(words[-1]) == 1 and between.strip(" \u00a0") in (".", "")
        if between.strip(" \u00a0") and not turned and not initial:
            break
        bare = fold(match.group())
        if bare in TITLES:
            return (), start, start
        capital = match.group()[0].isupper()
        if bare in _ENDS or (not capital and bare not in _PARTICLES) or len(words) >= _MOST:
            break
        words.extend(bare.split())
        end = match.end()
        stop = at + end
    return tuple(words), start, stop


def _like_a_name(words: tuple[str, ...]) -> bool:
    return 2 <= len(words) <= 3 and not any(word in _NO_NAME for word in words)


def _ends(text: str, stop: int) -> bool:
    """Whether a line ends behind a name, or a date, a bracket or a dash follows."""
    behind = text[stop : stop + 12].lstrip(" \u00a0.")
    return not behind or behind[0] in "\r\n,;:(–—-|\t" or behind[0].isdigit() or fold(behind)[:3] in ("dob", "d o")


def _signed(text: str, start: int, stop: int) -> bool:
    """Whether a name is that of whoever signs or may be asked, and not the child's."""
    before = text[max(0, start - 80) : start].rstrip()
    return bool(_SIGNED_BEFORE.search(before) or _SIGNED_BEHIND.search(text[stop : stop + 60]))
