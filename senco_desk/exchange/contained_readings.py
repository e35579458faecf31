"""What the helper process can be asked to read of a list or a letter, by name; it alone imports this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from senco_desk.domain.progress import Progress
from senco_desk.exchange.ctf import contained_transfer
from senco_desk.exchange.workbooks import contained_workbook
from senco_desk.exchange.written import contained_written

_Found = tuple[dict[str, Any], bytes]


def _workbook(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    return contained_workbook(told, bodies, progress), b""


def _transfer(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    return {}, contained_transfer(told, bodies, progress).model_dump_json().encode()


def _written(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> _Found:
    return contained_written(told, bodies, progress), b""


READINGS: dict[str, Callable[[dict[str, Any], Sequence[bytes], Progress], _Found]] = {
    "workbook": _workbook,
    "transfer": _transfer,
    "written": _written,
}
