"""What the Linux kernel itself is asked to refuse a process, for good: no way back, whatever code comes to run in it.

A filter looks at each call by its number before the kernel does it (seccomp). It holds for the process, its threads
and all it starts. Elsewhere, on other processors and where the box around the program forbids it, there is none: the
answer says so, and what stands without it is told in docs/security.md.
https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

REACHING_OUT = (
    "socket", "socketpair", "connect", "io_uring_setup", "execve", "execveat", "ptrace", "process_vm_readv",
    "process_vm_writev", "pidfd_getfd", "bpf", "unshare", "setns",
)  # fmt: skip
"""By which a process comes to a network (the ring of requests makes sockets too), another program, or its memory."""

SOCKETS = ("socket",)

_PROCESSORS = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""By processor: how the kernel calls it, and the place of its numbers below."""

_NUMBERS = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "io_uring_setup": (425, 425),
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438), "bpf": (321, 280), "unshare": (272, 97),
    "setns": (308, 268),
}  # fmt: skip
_ANOTHER_COUNTING = 0x40000000
"""From here the same calls are counted a second time on x86_64, for programs with short addresses."""

_LOAD, _EQUAL, _AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_PROCESSOR, _CALL, _FIRST_ARGUMENT = 4, 0, 16
_UNIX = 1
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER, _SET_DUMPABLE = 38, 22, 2, 4


def refuse(calls: Sequence[str] = REACHING_OUT, *, kill: bool = False, local: bool = False) -> bool:
    """Have the kernel refuse this process the calls named, and any rights that it does not have yet.

    Args:
        calls: names of `REACHING_OUT`.
        kill: end the process on the spot instead of answering “not permitted”.
        local: let sockets between programs of this computer be.

    Returns:
        Whether it holds. False where there is no such filter; nothing was changed then but the rights.
    """
    if sys.platform != "linux" or os.uname().machine not in _PROCESSORS or sys.maxsize < 1 << 32:
        return False
    import ctypes  # noqa: PLC0415  only here

    class Line(ctypes.Structure):
        _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))

    class Lines(ctypes.Structure):
        _fields_ = (("length", ctypes.c_uint16), ("lines", ctypes.POINTER(Line)))

    written = filter_lines(calls, kill=kill, local=local)
    program = Lines(len(written), (Line * len(written))(*(Line(*each) for each in written)))
    prctl = _prctl()
    prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(prctl(_SET_FILTER, _FILTER, ctypes.addressof(program), 0, 0) == 0)


def hide_memory() -> None:
    """Let no other program of the same account look into this process's memory, as far as Linux grants that."""
    if sys.platform == "linux":
        _prctl()(_SET_DUMPABLE, 0, 0, 0, 0)


def filter_lines(calls: Sequence[str], *, kill: bool, local: bool) -> list[tuple[int, int, int, int]]:
    """The filter, line by line: code, lines to skip if yes, lines to skip if no, value."""
    processor, place = _PROCESSORS[os.uname().machine]
    numbers = [_NUMBERS[each][place] for each in calls if not (local and each == "socket")]
    asked: list[tuple[int, int, str, str]] = [
        (_LOAD, _PROCESSOR, "", ""),
        (_EQUAL, processor, "", "refuse"),  # the calls of another processor have other numbers
        (_LOAD, _CALL, "", ""),
        (_AT_LEAST, _ANOTHER_COUNTING, "refuse", ""),
        *((_EQUAL, each, "refuse", "") for each in numbers),
    ]
    if local:
        asked += [
            (_EQUAL, _NUMBERS["socket"][place], "", "allow"),
            (_LOAD, _FIRST_ARGUMENT, "", ""),
            (_EQUAL, _UNIX, "allow", "refuse"),
        ]
    ends = {"allow": len(asked), "refuse": len(asked) + 1}
    lines = [
        (code, ends[yes] - at if yes else 0, ends[no] - at if no else 0, value)
        for at, (code, value, yes, no) in enumerate(asked, 1)
    ]
    return [*lines, (_ANSWER, 0, 0, _ALLOW), (_ANSWER, 0, 0, _KILL if kill else _ERROR | errno.EPERM)]


def _prctl() -> Any:
    import ctypes  # noqa: PLC0415  only here

    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    return prctl
