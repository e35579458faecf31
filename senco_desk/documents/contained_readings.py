"""What the helper process can be asked to read of a paper, by name; it alone imports this.

Each reading is given plain values, the bytes, and a progress to tell that it is alive; it gives plain values and
bytes back.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple
from typing import Any

import pikepdf

from senco_desk.documents import contained_looking as looking
from senco_desk.documents import sources
from senco_desk.documents.contained import DAMAGED, PASSWORD
from senco_desk.documents.contained_cleaning import clean, write
from senco_desk.documents.contained_finding import found
from senco_desk.documents.inspect import PageRead
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress

_MOST_KEPT = 64 * 1024 * 1024
_KEPT: dict[str, bytes] = {}
"""Files made ready and not yet fetched, oldest first."""

_Found = tuple[dict[str, Any], bytes]
_TOO_HEAVY = "At least one of its pages is too large to be read here. Look at it by eye in another program."


def _look(told: Mapping[str, Any], bodies: Sequence[bytes], _progress: Progress) -> _Found:
    return asdict(looking.look(bodies[0], told["most_pages"])), b""


def _words(_told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    return {"pages": [astuple(each) for each in looking.words_of(bodies[0], progress)]}, b""


def _picture(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    *size, dots = looking.picture(bodies[0], told["page"], told["width"], progress)
    return {"size": size}, dots


def _different(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    pages = [(before, after) for before, after in told["pages"]]
    return {"pages": looking.different(bodies[0], bodies[1], pages, progress)}, b""


def _places(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    return {"pages": found(bodies[0], told["words"], progress)}, b""


def _clean(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    """Makes a file ready and keeps it."""
    found, data = _cleaned(told, bodies, progress)
    return {**found, "token": _keep(data)}, b""


def _keep(data: bytes) -> str:
    """Keeps a file until it is fetched or room is needed for others; what to ask for it by."""
    while _KEPT and sum(map(len, _KEPT.values())) + len(data) > _MOST_KEPT:
        del _KEPT[next(iter(_KEPT))]
    token = secrets.token_hex(8)
    if data:
        _KEPT[token] = data
    return token


def _fetch(told: Mapping[str, Any], _bodies: Sequence[bytes], _progress: Progress) -> _Found:
    """A file made ready before; nothing where it is no longer here."""
    return {}, _KEPT.pop(told["token"], b"")


def _cleaned(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    if len(bodies[0]) > _MOST_KEPT // 4:
        _KEPT.clear()  # a large paper needs the room; the others are made ready again
    cleaned = clean(io.BytesIO(bodies[0]), told["most_pages"], progress)
    out, pages = io.BytesIO(), 0
    with cleaned.held:
        if cleaned.pdf is not None:
            write(cleaned.pdf, out)
            pages = len(cleaned.pdf.pages)
    typed = list(cleaned.typed.items())
    data = out.getvalue()
    return {
        "pages": pages,
        "why_not": cleaned.why_not,
        "notes": cleaned.notes,
        "typed": typed,
        "size": len(data),
        "digest": hashlib.sha256(data).hexdigest(),
    }, data


def _appendix(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    """Reads a file as it would be bound, and keeps it ready where that is asked."""
    found, data = _cleaned(told, bodies, progress)
    typed = dict(found.pop("typed"))
    if found["why_not"]:
        return {"texts": (), "by_eye": (), "token": "", **found}, b""
    try:
        read = looking.words_of(data, progress)
    except RefusedError:  # a person has to look
        read = (PageRead(too_heavy=True),) * found["pages"]
    if any(page.too_heavy for page in read):
        found["notes"] = (*found["notes"], _TOO_HEAVY)
    found["texts"] = ["\n".join((page.text, *typed.get(index, ()))) for index, page in enumerate(read)]
    found["token"] = _keep(data) if told.get("keep") else ""
    found["by_eye"] = [at for at, page in enumerate(read, 1) if page.text.strip() and not page.searchable]
    return found, b""


def _view(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    file, out = io.BytesIO(bodies[0]), io.BytesIO()
    if sources.media_type(file) != sources.PDF:
        cleaned = clean(file, told["most_pages"], progress)
        with cleaned.held:
            if cleaned.pdf is None:
                raise RefusedError(cleaned.why_not)
            write(cleaned.pdf, out)
        return {}, out.getvalue()
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            write(pdf, out)
    except pikepdf.PasswordError as error:
        raise RefusedError(PASSWORD) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise RefusedError(DAMAGED) from error
    return {}, out.getvalue()


READINGS: dict[str, Callable[[dict[str, Any], Sequence[bytes], Progress], _Found]] = {
    "look": _look,
    "words": _words,
    "picture": _picture,
    "different": _different,
    "found": _places,
    "clean": _clean,
    "cleaned": _cleaned,
    "fetch": _fetch,
    "appendix": _appendix,
    "view": _view,
}
