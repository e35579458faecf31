"""What a helper process may use at most, set by itself before it sees a byte from outside: memory, files, the network.

Linux holds a process to a limit on its memory, and Windows does through a job object. macOS keeps no such limit, so
there a thread looks at the process's own size; it cannot look while a library is deep in one call, and then the time
ceiling ends the process. The Windows and macOS halves follow their manuals and have not been run on those systems.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from senco_desk.app import kernel_refusals

_NO_SUCH_DEED = "A helper process only reads what it is given."
_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
    "shutil.", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.link", "os.symlink", "os.truncate",
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def hold(memory: int, full: int) -> None:
    """Hold this process to so many bytes of memory, and to reading only.

    Args:
        memory: bytes. Beyond them an allocation fails, or the process ends.
        full: the exit code where the process has to be ended for it.

    Raises:
        OSError: the system refuses the limit; the process must not go on then.
    """
    if sys.platform == "win32":
        _hold_windows(memory)
    else:
        _hold_posix(memory, full)
    sys.addaudithook(_only_reading)


def lengthen(seconds: float) -> None:
    """Let this process compute for so long from now, and a little; then the system ends it, were the program gone too.

    The program itself ends it sooner, by the clock. Windows has nothing of the kind that could be moved on.
    """
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  not on Windows

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + 3
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def watch(memory: int, full: int, size: Callable[[], int], every: float = 0.1) -> threading.Thread:
    """Look at the process's own size again and again, and end it with `full` where it is beyond `memory`."""

    def look() -> None:
        pause = threading.Event()
        while size() <= memory:
            pause.wait(every)
        os._exit(full)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    return thread


def _only_reading(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: what Python itself is asked to do beyond reading is refused."""
    if event == "open":
        writing = arguments[2] & _WRITES if isinstance(arguments[2], int) else 0
        if writing and arguments[0] != os.devnull:
            raise PermissionError(_NO_SUCH_DEED)
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(_NO_SUCH_DEED)


def _hold_posix(memory: int, full: int) -> None:
    import resource  # noqa: PLC0415  not on Windows

    for kind in ("RLIMIT_CORE", "RLIMIT_FSIZE"):  # no memory left on the drive, no file written
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(getattr(resource, kind), (0, 0))
    if sys.platform == "darwin":
        watch(memory, full, lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    # What is written to counts, and not the address space: libraries reserve gigabytes that they never touch.
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    # The audit hook sees only what Python does; this holds for a library too that a file has taken over.
    kernel_refusals.refuse()


def _hold_windows(memory: int) -> None:
    """Put this process into a job object of its own that holds it to so much memory and to itself alone.

    https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-jobobject_extended_limit_information
    """
    import ctypes  # noqa: PLC0415  only here
    from ctypes import wintypes  # noqa: PLC0415

    class Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    limits = Extended()
    limits.BasicLimitInformation.LimitFlags = 0x100 | 0x8 | 0x400  # process memory, active processes, die on fault
    limits.BasicLimitInformation.ActiveProcessLimit = 1
    limits.ProcessMemoryLimit = memory
    job = kernel.CreateJobObjectW(None, None)  # its handle is kept open, and goes with the process
    if (
        not job
        or not kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
        or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
    ):
        raise OSError(f"no limit on memory could be set (Windows error {ctypes.get_last_error()})")  # type: ignore[attr-defined,unused-ignore]
