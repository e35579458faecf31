"""What a PDF says besides what it shows: who made its parts, when and where a photograph was taken, private notes."""

from __future__ import annotations

import struct
import zlib

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from senco_desk.documents.unfolding import unpacked

_SAID = ("/PieceInfo", "/Metadata", "/LastModified", "/AF", "/Alternates", "/OPI")
_TELLING = frozenset(_SAID)
_PAGE = frozenset({
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox",
    "/Rotate", "/Resources", "/Contents", "/Group", "/UserUnit", "/Annots", "/StructParents",
    "/Tabs",
})  # fmt: skip
_MOST_JPEG = 100 * 1024 * 1024
_HEAD = 2_000
_WORTH_PACKING = 200
_DCT = Name.DCTDecode
_SCAN = 0xDA
_LETTERS_85 = bytes(range(33, 118))
_ZERO_85 = 33 * (85**4 + 85**3 + 85**2 + 85 + 1)


def scrub(pdf: Pdf) -> None:
    """Take out, everywhere in a file, what is said of its making; of its pages, all but what draws them.

    What was not packed is packed, so that nobody has to do it when all the papers are written together.
    """
    for each in pdf.objects:
        if isinstance(each, Dictionary | Stream):
            keys = each.keys()
            if not _TELLING.isdisjoint(keys):
                for key in _TELLING & keys:
                    del each[key]
            if isinstance(each, Stream):
                if "/Filter" not in keys:
                    _pack(each)
                elif "/Width" in keys:
                    _scrub_jpeg(each)
    for page in pdf.pages:
        _keep(page.obj, _PAGE)


def without_telling(jpeg: bytes) -> bytes:
    """A JPEG without its comments, and without all that applications put in but colours: EXIF, places, thumbnails."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _SCAN:
            break
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not _tells(marker, jpeg[at + 4 : at + 16]):
            kept.append(jpeg[at:end])
        at = end
    rest = jpeg[at:]
    for marker in (0xE1, 0xED, 0xFE):  # between the scans of a picture that comes into focus by and by
        rest = _without(rest, bytes([0xFF, marker]))
    return b"".join((*kept, rest))


def _without(rest: bytes, mark: bytes) -> bytes:
    at = rest.find(mark)
    while at >= 0:
        end = at + 2 + int.from_bytes(rest[at + 2 : at + 4], "big")
        rest = rest[:at] + rest[max(end, at + 2) :]
        at = rest.find(mark, at)
    return rest


def _tells(marker: int, start: bytes) -> bool:
    if marker == 0xFE:
        return True
    if not 0xE0 <= marker <= 0xEF:
        return False
    return not (marker in {0xE0, 0xEE} or (marker == 0xE2 and start.startswith(b"ICC_PROFILE")))


def _scrub_jpeg(image: Stream) -> None:
    held = image.get("/Filter")
    filters: list[Object] = list(held) if isinstance(held, Array) else [held]  # type: ignore[list-item]
    if not filters or filters[-1] != _DCT:
        return
    raw = image.read_raw_bytes()
    if len(filters) > 1:
        if len(filters) == 2 and filters[0] == Name.ASCII85Decode and not _head_tells(raw):
            return
        unfolded = unpacked(image, _MOST_JPEG)
        if unfolded is None:
            return
        raw = unfolded
    if not raw.startswith(b"\xff\xd8"):
        return
    clean = without_telling(raw)
    if len(clean) != len(raw):
        settings = image.get("/DecodeParms")
        last = settings[-1] if isinstance(settings, Array) and len(settings) else settings
        image.write(clean, filter=_DCT, decode_parms=last if isinstance(last, Dictionary) else None)


def _pack(plain: Stream) -> None:
    raw = plain.read_raw_bytes()
    if len(raw) > _WORTH_PACKING:
        plain.write(zlib.compress(raw), filter=Name.FlateDecode)


def _head_tells(raw: bytes) -> bool:
    """Whether a JPEG written as text has something to take out, told from its beginning where that is enough."""
    head = _from_base_85(b"".join(raw[:_HEAD].split())[:1_000])
    at = 2
    while at + 16 <= len(head) and head[at] == 0xFF and head[at + 1] != _SCAN:
        if _tells(head[at + 1], head[at + 4 : at + 16]):
            return True
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return not (at + 1 < len(head) and head[at + 1] == _SCAN)


def _from_base_85(written: bytes) -> bytes:
    """What groups of five letters say, `z` for four zeros; nothing where they are not plain."""
    written = written.replace(b"z", b"!!!!!")
    written = written[: len(written) // 5 * 5]
    if written.translate(None, _LETTERS_85):
        return b""
    groups = [
        (((a * 85 + b) * 85 + c) * 85 + d) * 85 + e - _ZERO_85 for a, b, c, d, e in struct.iter_unpack("5B", written)
    ]
    return struct.pack(f">{len(groups)}I", *groups) if max(groups, default=0) < 1 << 32 else b""


def _keep(held: Dictionary, keys: frozenset[str]) -> None:
    for key in held.keys() - keys:
        del held[key]
