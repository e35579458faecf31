"""Files damaged at random: what a drive, a mail program or a person with ill will makes of a paper, a list or a desk.

A damage is done by a seeded chance, so the same seed gives the same files again.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib

_NUMBER = re.compile(rb"(?<![0-9.])[0-9]{1,9}(?![0-9])")
_HUGE = (b"0", b"-1", b"65536", b"2147483647", b"4294967296", b"99999999999", b"9" * 40, b"1e308", b"-0.0000001")
_BYTES = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\xff", b"\0", b"\r\n", b'"', b"%")
_OPENED = (b"[", b"<<", b"<a>", b"(", b"{", b'{"a":', b"q ", b'"', b"<!--")
_LARGEST = 3_000_000


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A file like `data`, damaged once to four times; now and then put together with one of the others."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = _damaged(data, others, chance)[:_LARGEST]
    return data


def mutated_inside(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """As `mutated`, with the damage where a reader's first look does not find it.

    A part of a package is damaged and packed anew, or a piece of a picture with its sum put right.
    """
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _repacked(data, others, chance)
    if data.startswith(b"\x89PNG"):
        return _with_right_sums(mutated(data, others, chance))
    return mutated(data, others, chance)


def _damaged(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(data)) if data else 0
    match chance.choice("flip flip cut drop double splice number number bytes nest".split()):  # noqa: SIM905
        case "flip":
            return _flipped(data, chance)
        case "cut":
            return data[:at]
        case "drop":
            return data[:at] + data[at + chance.choice((1, 16, 512, 4096)) :]
        case "double":
            block = data[at : at + chance.choice((1, 16, 512, 4096))]
            return data[:at] + block * chance.choice((2, 50, 2000)) + data[at:]
        case "splice":
            other = chance.choice(others)
            return data[:at] + other[chance.randrange(len(other)) if other else 0 :]
        case "number" if found := list(_NUMBER.finditer(data, at)) or list(_NUMBER.finditer(data)):
            number = chance.choice(found[:200])
            return data[: number.start()] + chance.choice(_HUGE) + data[number.end() :]
        case "nest":
            return data[:at] + chance.choice(_OPENED) * chance.choice((20, 1_000, 100_000)) + data[at:]
    return data[:at] + chance.choice(_BYTES) + data[at + 4 :]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20)) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _repacked(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = package.namelist()
        hit = chance.choice([name for name in names if name.endswith((".xml", ".rels"))] or names)
        for name in names:
            content = package.read(name)
            made.writestr(
                name,
                mutated(content, [package.read(chance.choice(names)), *others], chance) if name == hit else content,
            )
    return out.getvalue()


def _with_right_sums(data: bytes) -> bytes:
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        end = at + 8 + size
        if end + 4 > len(data):
            break
        out.append(data[at:end] + zlib.crc32(data[at + 4 : end]).to_bytes(4, "big"))
        at = end + 4
    return b"".join((*out, data[at:]))
