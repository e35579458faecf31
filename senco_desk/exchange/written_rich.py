r"""The words of rich text (.rtf). Runs in the helper process only (`exchange.written`).

Rich text is groups in braces, words that begin with a backslash, and the letters between them. Only the letters are
taken: pictures, embedded objects, tables of fonts and whatever a reader need not know (`\*`) are left out unread.
"""

from __future__ import annotations

import re

from senco_desk.domain.progress import Progress

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_LEFT_OUT = frozenset(
    (
        b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata", b"datastore", b"listtable",
        b"listoverridetable", b"rsidtbl", b"generator", b"latentstyles", b"xmlnstbl", b"fldinst", b"colorschememapping",
    )
)  # fmt: skip
_MARKS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\f", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•",
}  # fmt: skip
_SIGNS = {b"~": " ", b"_": "-", b"-": ""}
_SIGN = 50_000  # marks after which the reading tells that it goes on
_DEEPEST = 10_000


def is_rich(data: bytes) -> bool:
    """Whether a file is rich text."""
    return data[:5] == b"{\\rtf"


def rich_pages(data: bytes, most: int, progress: Progress) -> list[str]:
    """The words of rich text, page by page where a page was begun by hand; at most about `most` signs."""
    reader, found, told = _Reader(), [], 0
    for at, match in enumerate(_TOKEN.finditer(data)):
        if at % _SIGN == 0:
            progress.step()
        words = reader.take(match)
        if words:
            found.append(words)
            told += len(words)
        if told > most or len(reader.groups) > _DEEPEST:
            break
    # A letter beyond the first 65,536 is written as two halves.
    text = "".join(found).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return [page for page in text.split("\f") if page.strip()]


class _Reader:
    """Where the reading stands: for each open group, whether it is left out and how wide a stand-in is."""

    def __init__(self) -> None:
        self.groups: list[tuple[bool, int]] = [(False, 1)]
        self._codepage = "cp1252"
        self._skip = 0

    def take(self, match: re.Match[bytes]) -> str:
        """The words that one mark stands for; empty for most."""
        word, number, pair, sign, brace, plain = match.groups()
        if brace is not None:
            self._brace(brace)
            return ""
        words = self._word(word.lower(), int(number or 0)) if word is not None else self._letters(pair, sign, plain)
        return "" if self.groups[-1][0] else words

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            self.groups.pop()

    def _word(self, word: bytes, number: int) -> str:
        if word in _LEFT_OUT:
            self._leave_out()
        elif word == b"ansicpg":
            self._codepage = _known(f"cp{number}")
        elif word == b"uc":
            self.groups[-1] = (self.groups[-1][0], min(max(number, 0), 8))
        elif word == b"u":
            self._skip = self.groups[-1][1]  # so many letters follow for programs that know no more
            return chr(number % 65536)
        return _MARKS.get(word, "")

    def _letters(self, pair: bytes | None, sign: bytes | None, plain: bytes | None) -> str:
        if sign is not None:
            if sign == b"*":
                self._leave_out()
                return ""
            return _SIGNS.get(sign, sign.decode("latin-1"))
        letters = bytes([int(pair, 16)]) if pair is not None else plain or b""
        kept = letters[self._skip :]
        self._skip = max(self._skip - len(letters), 0)
        return kept.decode(self._codepage, "replace")

    def _leave_out(self) -> None:
        self.groups[-1] = (True, self.groups[-1][1])


def _known(codepage: str) -> str:
    try:
        "".encode(codepage)
    except LookupError:
        return "cp1252"
    return codepage
