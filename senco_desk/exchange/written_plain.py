"""The words of plain text and of e-mails saved as .eml. Runs in the helper process only (`exchange.written`)."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage, Message
from html.parser import HTMLParser

_MOST_PARTS = 200
_HEADERS = ("From", "To", "Cc", "Subject", "Date")
_MAIL = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:(?:From|To|Cc|Subject|Date|Received|Return-Path|Delivered-To|MIME-Version|Message-ID"
    rb"|X-[\w-]+|ARC-[\w-]+|DKIM-Signature|Authentication-Results|Content-[\w-]+|Reply-To|Sender|Thread-[\w-]+):[^\n]*\n"
    rb"(?:[ \t][^\n]*\n)*){2}",
    re.IGNORECASE,
)


def plain_pages(data: bytes, most: int) -> tuple[str, list[str]]:
    """The kind (`text`, `email`, or nothing) and the words of a file without a form of its own."""
    if _MAIL.match(data):
        return "email", [_mail(data, most)]
    text = _decoded(data[: most * 4], cut=len(data) > most * 4)
    if text is None:
        return "", []
    return "text", [page for page in text.replace("\r\n", "\n").replace("\r", "\n").split("\f") if page.strip()]


def _decoded(data: bytes, *, cut: bool) -> str | None:
    """Bytes as text, or None where they are no text: byte-order mark, then UTF-8, then Windows-1252."""
    if not data.strip():
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").lstrip("\ufeff")
    if b"\0" in data or sum(byte < 32 and byte not in b"\t\n\r\f" for byte in data[:65_536]) > 2:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if cut and error.start > len(data) - 4:  # the end was cut within a letter
            return data[: error.start].decode("utf-8-sig")
        if sum(byte in _NOT_IN_1252 for byte in data[:65_536]):
            return None
        text = data.decode("cp1252", "replace")
    return text


_NOT_IN_1252 = b"\x81\x8d\x8f\x90\x9d"


def _mail(data: bytes, most: int) -> str:
    """An e-mail as it would be read: who, to whom, when, what about, its words, and the names of what hung on it."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    heads = [f"{name}: {_head(message, name)}" for name in _HEADERS if _head(message, name)]
    written, marked, hung = [], [], []
    for at, part in enumerate(message.walk()):
        if at > _MOST_PARTS:
            break
        if part.is_multipart():
            continue
        name = _name(part)
        if name:
            hung.append(name)
        elif part.get_content_type() == "text/plain":
            written.append(_body(part)[:most])
        elif part.get_content_type() == "text/html":
            marked.append(_without_marks(_body(part)[:most]))
    lines = ["\n".join(heads), "\n\n".join(written or marked).replace("\r\n", "\n").strip()]
    if hung:
        lines.append("Attached to this e-mail: " + ", ".join(hung))
    return "\n\n".join(line for line in lines if line)


def _head(message: Message, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())[:2_000]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):  # a head made to confuse its reader
        return ""


def _name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")[:200]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        return ""


def _body(part: Message) -> str:
    try:
        if isinstance(part, EmailMessage):
            return str(part.get_content())
    except (LookupError, ValueError, TypeError, AttributeError):
        pass
    held = part.get_payload(decode=True)
    return held.decode("utf-8", "replace") if isinstance(held, bytes) else ""


class _Words(HTMLParser):
    """Takes the words out of an e-mail's HTML; nothing in it is run or fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in ("script", "style", "head", "title"):
            self._hidden += 1
        elif tag in ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"):
            self.found.append("\n")
        elif tag in ("td", "th"):
            self.found.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head", "title"):
            self._hidden = max(self._hidden - 1, 0)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(re.sub(r"\s+", " ", data))


def _without_marks(marked: str) -> str:
    reader = _Words()
    reader.feed(marked)
    reader.close()
    lines = (line.strip() for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
