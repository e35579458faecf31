"""The words inside a Word or OpenDocument text, after a look at the package that keeps a hostile one out.

Both are a zip of XML. Headers, footers, notes and comments are read too, since another child's name is found there
as often as in the letter itself; what a tracked change has taken out is read as well, because whoever is sent the
file can still see it. Runs in the helper process only (`exchange.written`).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.exchange.feeds import EndlessTagError, Feed

_MOST_PARTS = 2_000
_MOST_INFLATED = 200_000_000
_MOST_RATIO = 200
_RATIO_FROM = 5_000_000  # small parts may be as repetitive as they like
_MOST_READ = 60_000_000  # bytes of XML in the parts that are read
_SIGN = 20_000  # tags after which the reading tells that it goes on
_DEEPEST = 200

_DAMAGED = "It could not be opened: the file is damaged. Save it again in the program that made it."
_HOSTILE = (
    "It was not opened: it unfolds to far more than it holds, as files do that are made to cause harm. If you trust "
    "it, save it as a PDF and add that."
)
_LOCKED = "It has a password. Save a copy without the password and add that."

_WORD_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", re.IGNORECASE)
_ORDER = ("document", "footnotes", "endnotes", "comments", "header", "footer")
_HEADS = {
    "comments": "Comments in the file",
    "header": "At the head of its pages",
    "footer": "At the foot of its pages",
    "footnotes": "Footnotes",
    "endnotes": "Endnotes",
}


def is_package(data: bytes) -> bool:
    """Whether a file is a zip, as office documents are."""
    return data[:4] == b"PK\x03\x04"


def office_pages(data: bytes, most: int, progress: Progress) -> tuple[str, list[str]]:
    """The kind (`docx`, `odt`, or nothing) and the words of an office text, page by page as far as it tells them.

    At most about `most` signs. Refuses, in words, what is damaged, locked or made to do harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {part.filename.replace("\\", "/"): part for part in package.infolist()}
            if any(part.flag_bits & 1 for part in parts.values()):
                raise RefusedError(_LOCKED)
            if _bloated(list(package.infolist())):
                raise RefusedError(_HOSTILE)
            kind, wanted = _wanted(parts)
            if sum(parts[name].file_size for name in wanted) > _MOST_READ:
                raise RefusedError(_HOSTILE)
            pages: list[str] = []
            for name in wanted:
                with package.open(parts[name]) as stream:
                    words = "".join(_words(Feed(stream), kind, most, progress))
                pages += _paged(name, kind, words)
            return kind, pages
    except (DefusedXmlException, EndlessTagError) as error:
        raise RefusedError(_HOSTILE) from error
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, ParseError, NotImplementedError, RuntimeError, ValueError, EOFError,
        OSError, zlib.error,
    ) as error:  # fmt: skip
        raise RefusedError(_DAMAGED) from error


def _wanted(parts: dict[str, zipfile.ZipInfo]) -> tuple[str, list[str]]:
    found = {name: match[1].rstrip("0123456789").casefold() for name in parts if (match := _WORD_PARTS.fullmatch(name))}
    if "document" in found.values():
        return "docx", sorted(found, key=lambda name: (_ORDER.index(found[name]), name))
    if "content.xml" in parts:
        return "odt", [name for name in ("content.xml", "styles.xml") if name in parts]
    return "", []


def _bloated(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether a package has too many parts, two of one name, or says that it unpacks to far more than it holds."""
    return (
        len(parts) > _MOST_PARTS
        or len({part.filename.replace("\\", "/").casefold() for part in parts}) != len(parts)
        or sum(part.file_size for part in parts) > _MOST_INFLATED
        or any(
            part.file_size > _RATIO_FROM and part.file_size > _MOST_RATIO * max(part.compress_size, 1) for part in parts
        )
    )


def _words(stream: Feed, kind: str, most: int, progress: Progress) -> Iterator[str]:
    """The words of one part, with line ends, tabs and page ends where it has them."""
    told, depth, inside = 0, 0, 0
    for tags, (event, element) in enumerate(iterparse(stream, events=("start", "end"), forbid_dtd=True), 1):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise RefusedError(_HOSTILE)
        if tags % _SIGN == 0:
            progress.step()
        if kind == "docx":
            bits = list(_word_bits(event, element))
        else:
            lined = element.tag.rpartition("}")[2] in ("p", "h")
            inside += lined * (1 if event == "start" else -1)
            bits = [f"{_line(element)}\n"] if lined and event == "end" else []
        told += sum(map(len, bits))
        yield from bits
        if event == "end" and (kind == "docx" or not inside or bits):
            after = element.tail  # words that follow a frame within a line belong to the line
            element.clear()
            element.tail = after
        if told > most:
            return


def _word_bits(event: str, element: Any) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    if event == "start":
        if tag == "tab":
            yield "\t"
        elif tag == "lastRenderedPageBreak" or (tag == "br" and _attribute(element, "type") == "page"):
            yield "\f"
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
    elif tag in ("t", "delText"):
        yield element.text or ""
    elif tag == "p":
        yield "\n"
    elif tag == "tc":
        yield "\t"


def _line(element: Any) -> str:
    """The words of one OpenDocument paragraph, in their order."""
    found = [element.text or ""]
    for child in element:
        tag = child.tag.rpartition("}")[2]
        sign = {"soft-page-break": "\f", "tab": "\t", "line-break": "\n", "s": " "}.get(tag)
        found += (sign if sign is not None else _line(child), child.tail or "")
    return "".join(found)


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _paged(name: str, kind: str, words: str) -> list[str]:
    if not words.strip():
        return []
    match = _WORD_PARTS.fullmatch(name)
    part = match[1].rstrip("0123456789").casefold() if match else ""
    if kind == "docx" and part != "document":
        return [f"{_HEADS[part]}\n\n{words}"]
    if name == "styles.xml":
        return [f"{_HEADS['header']}\n\n{words}"]
    # A page that was broken by hand and by the program would else come twice, the second time empty.
    return [page for page in re.split(r"\f\s*(?=\f)|\f", words) if page.strip()]
