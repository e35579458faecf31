"""Versions of one paper: a draft, the signed report, the report with a correction. The newest stands for all.

`version_of` of a later one names the first. The first may have been removed since, or the one that names it moved; so
what belongs together is told by the name alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from senco_desk.domain.papers import Document


def chain_id(document: Document) -> str:
    """What a paper and its versions share: the id of the first."""
    return document.version_of or document.id


def chains(documents: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    """The versions of each paper, the newest first, by what they share."""
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for each in documents:
        found[chain_id(each)].append(each)
    return {name: tuple(sorted(each, key=_age, reverse=True)) for name, each in found.items()}


def newest(documents: Sequence[Document]) -> tuple[Document, ...]:
    """One paper for each chain, in the order given."""
    heads = {each[0].id for each in chains(documents).values()}
    return tuple(each for each in documents if each.id in heads)


def earlier_words(count: int) -> str:
    """`2 earlier`, or nothing."""
    return f"{count} earlier" if count else ""


def _age(document: Document) -> tuple[date, date, str]:
    return document.added_on, document.dated or document.added_on, document.id
