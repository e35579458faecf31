"""What a quickly typed note is of: a call, an e-mail, with whom, on which day, and whether somebody promised something.

The words of a note are kept exactly as they were typed, the first ones too: what is recognised is shown beside them
and can be changed, and nothing is cut out, so that a wrong reading never costs a word. Only what stands in the first
few words is read as the kind, the person and the day; a Friday further on is a day of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.folding import folded
from senco_desk.domain.spoken_days import days_in

MOST = 20_000
"""So many characters one note holds."""


@dataclass(frozen=True)
class Person:
    """Somebody around a child, and the ways in which a note may call them: `mum`, `Sarah Okafor`, `ep`."""

    shown: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """What the first words of a note say.

    Args:
        kind: of `CONTACT_KINDS`; a note where nothing says otherwise.
        kind_words: the words it was read from; empty where nothing was.
        with_whom: the person as they are on record, else as they were typed; empty for nobody.
        on: the day, None where none is named.
        on_words: the words it was read from.
        subject: of an e-mail that was pasted.
    """

    kind: str = "note"
    kind_words: str = ""
    with_whom: str = ""
    on: date | None = None
    on_words: str = ""
    subject: str = ""


@dataclass(frozen=True)
class PromiseRead:
    """A promise that a text seems to tell of: an offer, never a record. `what` keeps the words that stand there."""

    who: str
    what: str
    due: date | None = None


def recognise(
    text: str,
    today: date,
    people: Sequence[Person] = (),
    *,
    own: Iterable[str] = (),
    children: Sequence[str] = (),
) -> Recognised:
    """What the first words of a note, or the head of a pasted e-mail, say; never a day in the future.

    Args:
        text: as it was typed.
        today: what “yesterday” is counted from.
        people: those around the child.
        own: names of whoever writes, so that an e-mail they sent is one with the person it went to.
        children: the names of the children it is about. `mum of` anybody else is nobody of `people`.
    """
    pasted = _email(text, today, people, frozenset(name.casefold() for name in own))
    if pasted is not None:
        return pasted
    head = _head(text)
    on, on_words, rest = _day_of(head, today)
    found = _KIND.match(rest)
    if found is None:
        return Recognised(on=on, on_words=on_words)
    kind = next(name for name, words in found.groupdict().items() if words and name in _KINDS)
    kind_words, after = found[kind], rest[found.end() :]
    link, after = _linked(after)
    whom = _person_at(after, people, children)
    prefix = after.split(":", 1)[0].strip() if ":" in after else None
    if not whom and prefix is not None:
        named = prefix.replace(on_words, "") if on_words else prefix
        whom = " ".join(named.split()).strip(" ,–-") if len(named.split()) <= _MOST_WORDS else ""
    if not whom and link != "about":
        family = _FAMILY.match(after) or _TITLED.match(after)
        whom = f"{family[0]}{_of_whom(after[family.end() :], children)}" if family else ""
    sure = _SURE.fullmatch(kind_words.casefold()) is not None
    if kind == "note" and prefix is None:
        return Recognised(on=on, on_words=on_words)
    linked = link == "with" or (bool(link) and _SPOKEN.fullmatch(kind_words.casefold()) is not None)
    if not (sure or linked or whom or prefix is not None):
        return Recognised(on=on, on_words=on_words)
    return Recognised(kind, kind_words, "" if kind == "note" else whom, on, on_words)


def promises_in(
    text: str,
    today: date,
    people: Sequence[Person] = (),
    *,
    spoken_with: str = "",
    me: str = "",
    agreed: bool = False,
    children: Sequence[str] = (),
) -> list[PromiseRead]:
    """The promises that a text seems to tell of: `EP promised to send the report by Friday`.

    A `will` is one only where a day is named by which it is done. `she` and `they` are who was spoken with, `I` is
    whoever writes. In what a meeting `agreed` on, a `will` needs no day, and `Mum to bring the form` is one too.
    `children` as in `recognise`.
    """
    found = []
    for sentence in _SENTENCE.split(text[:MOST]):
        if len(sentence) > _LONGEST_SENTENCE or not (agreed or _HINT.search(sentence)):
            continue
        match = _PROMISED.search(sentence) or _WILL.search(sentence) or (_TO.match(sentence) if agreed else None)
        if match is None:
            continue
        due = next((each.day for each in days_in(match["what"], today, ahead=True) if each.day >= today), None)
        if match.re is _WILL and due is None and not agreed:
            continue
        who = _promiser(match["who"] or "", people, spoken_with, me, children)
        found.append(PromiseRead(who[:200], match["what"].strip(" ,:–-"), due))
    return found


def both_ends(text: str, most: int = 2_000) -> str:
    """The first and the last `most` letters of a long text, in whole sentences: what is looked through while typing.

    A text of twice as many letters is left whole. Somebody types at an end of it; what was pasted says what matters
    early or late, and reading all of twenty thousand letters at every pause would be felt.
    """
    if len(text) <= 2 * most:
        return text
    breaks = [each.start() for each in _SENTENCE.finditer(text, 0, most)]
    begins = next((each.end() for each in _SENTENCE.finditer(text, len(text) - most)), len(text))
    return f"{text[: breaks[-1]] if breaks else ''}\n{text[begins:]}"


def _head(text: str) -> str:
    """The first words: of the first line that has any, to the end of its first sentence, at most ninety characters."""
    line = next((each.strip() for each in text.splitlines() if each.strip()), "")
    return re.split(r"(?<=[.!?;])\s", line[:90], maxsplit=1)[0]


def _day_of(head: str, today: date) -> tuple[date | None, str, str]:
    """The day that the head names, its words, and the head without them where they come first.

    A day after a word that looks ahead, or that something is due by, is not the day of the note.
    """
    for found in days_in(head, today, ahead=False):
        before = head[: found.start]
        if found.day <= today and not _AHEAD.search(before) and not _AHEAD_HERE.match(head[found.start :]):
            rest = head[found.end :].lstrip(" ,:–-") if not before.strip() else head
            return found.day, head[found.start : found.end], rest
        break
    return None, "", head


def _linked(after: str) -> tuple[str, str]:
    found = _LINK.match(after)
    return (found[1].casefold(), after[found.end() :]) if found else ("", after.lstrip())


def _person_at(words: str, people: Sequence[Person], children: Sequence[str]) -> str:
    """Whoever is called first in these words; the longest way of saying it wins. `Mum of` another child is nobody."""
    plain = words.replace("’", "'").casefold().lstrip()
    ways = sorted(((way, person.shown) for person in people for way in person.ways), key=lambda each: -len(each[0]))
    for way, shown in ways:
        wanted = re.escape(way.replace("’", "'").casefold())
        found = re.match(rf"(?:the\s+|his\s+|her\s+|their\s+)?{wanted}(?!\w)", plain)
        if found:
            return "" if _of_whom(words.lstrip()[found.end() :], children) else shown
    return ""


def _of_whom(after: str, children: Sequence[str]) -> str:
    """` of Zain Nguyen` where the words behind `mum` go on so and it is none of the children; empty otherwise."""
    found = _OF.match(after)
    if found is None or folded(found[1]) in _PRONOUNS:
        return ""
    goes_on = bool(found[2]) and found[2][:1].isupper()
    if _is_own(found[1], children) and not (goes_on and not _is_own(found[2], children)):
        return ""
    return f" of {found[1]} {found[2]}" if goes_on else f" of {found[1]}"


def _is_own(word: str, children: Sequence[str]) -> bool:
    """Whether a word, `Amelia’s` too, is part of the name of one of the children."""
    said = folded(_POSSESSIVE.sub("", word))
    return any(said in folded(child).replace("-", " ").split() or said in folded(child).split() for child in children)


def _promiser(said: str, people: Sequence[Person], spoken_with: str, me: str, children: Sequence[str]) -> str:
    words = _LEADING.sub("", said.strip(' ,:–-“”"')).strip()
    words = re.split(r"[:,(–]\s*", words)[-1].strip()
    if words.casefold() in _THEY:
        return spoken_with or words
    if words.casefold() == "i":
        return me or words
    for at in range(len(words.split())):
        tail = " ".join(words.split()[at:])
        before = words.split()[at - 1] if at else ""
        if _POSSESSIVE.search(before) and not _is_own(before, children):
            break  # `Zain’s mum` is another child's
        if found := _person_at(tail, people, children):
            return found
    return " ".join(words.split()[-_MOST_WORDS:])


def _email(text: str, today: date, people: Sequence[Person], own: frozenset[str]) -> Recognised | None:
    """The head of an e-mail as it is pasted: `From:` with `Date:`, `Sent:`, `To:` or `Subject:` below one another."""
    named: dict[str, str] = {}
    for line in [each for each in text.lstrip().splitlines() if each.strip()][:_HEAD_LINES]:
        found = _HEADER.match(line.strip())
        if found is None:
            if named:
                break
            continue
        named.setdefault(found[1].casefold(), found[2].strip())
    if "from" not in named or len(named) < 2:
        return None
    sender, to = _called(named["from"]), _called(named.get("to", ""))
    whom = to if to and sender.casefold() in own else sender
    dated = named.get("date") or named.get("sent") or ""
    plain = _WEEKDAY.sub("", dated)
    on = next((each.day for each in days_in(plain, today, ahead=False) if each.day <= today), None)
    known = next((p.shown for p in people if whom.casefold() in {way.casefold() for way in p.ways}), "")
    return Recognised("email", "From:", (known or whom)[:200], on, dated if on else "", named.get("subject", ""))


def _called(address: str) -> str:
    """The name in `"Khan, Jane" <jane@example.org>`, else the address."""
    first = re.split(r";|>,", address)[0]
    name, mark, mail = first.partition("<")
    return name.strip().strip("\"'“”").strip() or (mail.rstrip(">") if mark else first.strip())


_KINDS = ("call", "email", "meeting", "talk", "message", "visit", "note")
_KIND = re.compile(
    r"(?:(?:i|we|just|had|have|then|a|an|quick|short)\s+){0,4}(?:"
    r"(?P<call>(?:phone|telephone)\s+call|telephoned|phoned|called|rang|call|phone)"
    r"|(?P<email>e-?mailed|e-?mail)"
    r"|(?P<message>text\s+message|messaged|message|texted|text)"
    r"|(?P<meeting>meeting|met)"
    r"|(?P<talk>talked|talk|chatted|chat|spoken|spoke|word)"
    r"|(?P<visit>home\s+visit|visited|visit)"
    r"|(?P<note>note)"
    r")(?!\w)",
    re.IGNORECASE,
)
_SURE = re.compile(r"(?:phone|telephone)\s+call|telephoned|phoned|rang|e-?mailed|text\s+message|home\s+visit")
"""Words that are hardly ever anything else; the others need a person, a link or a colon after them."""
_SPOKEN = re.compile(r"talked|chatted|chat|spoken|spoke|messaged|texted")
"""Words after which any `to` or `from` leads to a person; a visit may be to a farm."""
_LINK = re.compile(r"\s*(with|to|from|by|about)\s+", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+([^\W\d_][\w’'-]*)(?:\s+([^\W\d_][\w’'-]*))?")
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$", re.IGNORECASE)
_PRONOUNS = frozenset({"him", "her", "his", "them", "course"})
_FAMILY = re.compile(
    r"(?:(?:his|her|their|the)\s+)?(?:step-?|foster\s+)?(?:mum|mummy|mam|mother|dad|daddy|father|parents?|nan|nana|gran"
    r"|grandma|granny|grandad|grandmother|grandfather|carers?|aunt|auntie|uncle|brother|sister|family|home)(?!\w)",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?:Mrs|Mr|Ms|Miss|Mx|Dr|Prof)\.?(?:\s+[A-Z][\w’'-]+){1,3}")
_MOST_WORDS = 5
_AHEAD = re.compile(
    r"\b(?:will|shall|going\s+to|due|next|promised|wants?|asked|plans?)\b|[’']ll\b|\b(?:from|since|by|until)\s+$",
    re.IGNORECASE,
)
_AHEAD_HERE = re.compile(r"(?:by|before|until|next|within|in)\s", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
_SUBJECT = r"(?P<who>(?:[\w’'.&/-]+\s+){0,9}?[\w’'.&/-]+)"
_PROMISED = re.compile(
    _SUBJECT + r",?\s+(?:has\s+|have\s+|also\s+)*(?:promised|agreed|undertook|offered)\s+(?:me\s+|us\s+)?"
    r"(?:to\s+|that\s+(?:s?he|they|we|I|it)\s+(?:will|would)\s+|(?:s?he|they|we|I)\s+(?:will|would)\s+)"
    r"(?P<what>\S.*?)[.!;\s]*$",
    re.IGNORECASE,
)
_WILL = re.compile(
    _SUBJECT + r"(?:\s+(?:will|is\s+going\s+to|are\s+going\s+to)|[’']ll)\s+(?P<what>\S.*?)[.!;\s]*$", re.IGNORECASE
)
_TO = re.compile(
    r"\W*(?:agreed:?\s+)?(?P<who>(?:[\w’'.&/-]+\s+){0,4}?[\w’'.&/-]+)\s+to\s+(?P<what>\S.*?)[.!;\s]*$", re.IGNORECASE
)
_HINT = re.compile(r"promised|agreed|undertook|offered|\bwill\b|going\s+to|[’']ll\b", re.IGNORECASE)
_LEADING = re.compile(r"^(?:(?:and|then|so|that|but|says?|said|now|also|after\s+that)\s+)+", re.IGNORECASE)
_THEY = frozenset({"she", "he", "they", "who", "it"})
_HEADER = re.compile(r"\**(From|To|Cc|Date|Sent|Subject)\**:\**\s*(.+)", re.IGNORECASE)
_HEAD_LINES = 8
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*", re.IGNORECASE)
_LONGEST_SENTENCE = 400
"""A sentence that is longer is no promise in so many words, and reading it would take its time."""
