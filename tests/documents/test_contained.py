"""Files from outside are read in a process of its own: a bomb costs a sentence there, and the program goes on."""

from __future__ import annotations

import base64
import errno
import io
import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from senco_desk.app import ceilings, main
from senco_desk.documents import scrubbing
from senco_desk.documents.appendix_reading import read_appendix, viewable
from senco_desk.documents.attachments import prepare
from senco_desk.documents.inspect import inspect, read_pages, render_page
from senco_desk.domain.problems import CancelledError, RefusedError, TroubleError
from senco_desk.machine import contained
from senco_desk.machine.contained import FAILED, HELPER, TOOK_LONG, UNFOLDED, Helper, StoppedError
from tests.documents.reading import a_letter

MB = 1 << 20
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def cheaply(seconds: float = 10, megabytes: int = 150) -> Iterator[None]:
    """Fails where the block took longer, or more of this process's memory."""
    status, clear = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    before = 0
    if clear.exists():
        clear.write_text("5", encoding="ascii")  # the peak is counted from now
        before = _peak(status)
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds
    if clear.exists():
        assert (_peak(status) - before) / 1024 < megabytes


def _peak(status: Path) -> int:
    return int(next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM")).split()[1])


def packed(unit: bytes, times: int) -> bytes:
    """What unfolds to the unit so many times over, made without unfolding it."""
    packer = zlib.compressobj(9)
    head, once = packer.compress(b""), packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + once + again * (times - 1) + packer.flush()


def by_hand(objects: dict[int, bytes], stream: bytes) -> bytes:
    """A PDF whose object 3, its pages, stands in the object stream 5."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = {}
    stored = {**objects, 5: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (
        len(stream), stream
    )}  # fmt: skip
    for number, content in stored.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    rows = [b"\0\0\0\0\0\0\0"]
    for number in range(1, 7):
        if number == 3:
            rows.append(b"\2" + (5).to_bytes(4, "big") + b"\0\0")
        else:
            rows.append(b"\1" + places.get(number, start).to_bytes(4, "big") + b"\0\0")
    table = b"".join(rows)
    out.write(b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table))
    out.write(table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


PAGES = {1: b"<</Type/Catalog/Pages 3 0 R>>", 2: b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]>>", 4: b"null"}


def an_object_stream(times: int) -> bytes:
    """An object stream with one object of so many times half a million numbers."""
    packer = zlib.compressobj(9)
    start = packer.compress(b"3 0 [") + packer.flush(zlib.Z_FULL_FLUSH)
    unit = packer.compress(b"0 " * (MB // 2)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(b"]") + packer.flush()
    return by_hand(PAGES, start + unit * times + end)


def packed_twice() -> bytes:
    """A page, a note on it and a picture of it, each of which unfolds to gigabytes in two steps."""
    pdf = pikepdf.open(io.BytesIO(a_letter()))
    page = pdf.pages[0].obj
    once = packed(b" " * MB, 2_000)
    twice = zlib.compress(once, 9)
    both = Array([Name.FlateDecode, Name.FlateDecode])

    def stream(**more: Any) -> Stream:
        return pdf.make_indirect(Stream(pdf, twice, Dictionary(Filter=both, **more)))

    page.Contents = Array([stream(), stream()])
    drawn = stream(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]), AP=Dictionary(N=drawn))
    page.Annots = Array([pdf.make_indirect(note)])
    return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def nested() -> bytes:
    return a_letter().replace(b"/MediaBox", b"/Deep " + b"[" * 3_000_000 + b"]" * 3_000_000 + b"/MediaBox", 1)


def a_picture(width: int, height: int, kind: str) -> bytes:
    """A small file that says it is a picture of that size, with its first rows."""
    out = io.BytesIO()
    Image.new("L", (64, 64)).save(out, kind)
    data = out.getvalue()
    if kind == "PNG":
        head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + data[24:29]
        return data[:12] + head + zlib.crc32(head).to_bytes(4, "big") + data[33:]
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[at + 4 :]


BOMBS: dict[str, Callable[[], bytes]] = {
    "an object stream of 300 MB": lambda: an_object_stream(300),
    "packed twice": packed_twice,
    "nested three million deep": nested,
    "a picture of 60,000 by 60,000": lambda: a_picture(60_000, 60_000, "PNG"),
    "a photograph of 65,000 by 65,000": lambda: a_picture(65_000, 65_000, "JPEG"),
    "a photograph of 7,000 by 7,000 cut short": lambda: a_picture(7_000, 7_000, "JPEG"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_a_sentence(name: str) -> None:
    data = BOMBS[name]()
    assert len(data) < 8 * MB
    with cheaply():
        seen = inspect(data)
    with cheaply():
        read = read_appendix(data)
    with cheaply():
        ready = prepare(data)
    assert seen.problem or read.why_not or read.unsearchable == (1,)
    assert read.why_not == ready.why_not
    for sentence in (seen.problem, read.why_not):
        assert not sentence or sentence.endswith(".")
    assert inspect(a_letter(2)).pages == 2  # the next file is none the worse for it


def test_an_object_stream_is_no_bomb_for_the_screen_either() -> None:
    data = an_object_stream(300)
    for deed in (viewable, read_pages, lambda data: render_page(data, 0, 100)):
        with pytest.raises(RefusedError, match="print it to a new PDF"), cheaply():
            deed(data)


@pytest.mark.parametrize(("code", "words"), [(77, "unfolds to far more than it holds"), (3, "is damaged")])
def test_a_file_over_which_the_helper_ends_is_told_in_words(
    code: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_helper(f"os._exit({code})") as helper:
        monkeypatch.setattr("senco_desk.documents.contained.HELPER", helper)
        monkeypatch.setattr("senco_desk.documents.inspect.HELPER", helper)
        assert words in inspect(a_letter()).problem
        assert words in prepare(a_letter()).why_not
        assert words in read_appendix(a_letter()).why_not
        with pytest.raises(RefusedError, match=words):
            render_page(a_letter(), 0, 100)


_LOOKS = """
import sys
from pathlib import Path
from senco_desk.documents.appendix_reading import read_appendix, viewable
from senco_desk.services.attaching import inspect
path = Path({path!r})
assert inspect(path).pages == 1 and read_appendix(path).pages == 1 and viewable(path)
print(sorted({{"pikepdf", "pypdfium2", "PIL", "defusedxml", "python_calamine"}} & set(sys.modules)))
"""


def test_the_program_itself_opens_no_file_from_outside(tmp_path: Path) -> None:
    """Not even the libraries that could are loaded, where a file is only looked into."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(a_letter())
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            _LOOKS.format(path=str(path)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.strip() == "[]", told.stdout + told.stderr


def test_what_is_shown_is_written_anew_without_anything_that_unfolds_when_it_is_opened() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_letter(3))) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"/ObjStm" in out.getvalue()
    assert b"/ObjStm" not in viewable(out.getvalue())
    with pikepdf.open(io.BytesIO(viewable(out.getvalue()))) as pdf:
        assert len(pdf.pages) == 3


def test_pages_that_the_helper_had_to_let_go_are_made_ready_again() -> None:
    ready = prepare(a_letter(2))
    HELPER.close()
    with ready.held:
        assert ready.pdf is not None
        assert len(ready.pdf.pages) == 2


# The helper itself, with a child that does as it is told here.

_CHILD = """
import os, sys, time
sys.path.insert(0, {root!r})
from senco_desk.machine import contained
asked, out = os.fdopen(0, "rb", 0), os.fdopen(1, "wb", 0)
while (question := contained.receive(asked)) is not None:
    told, bodies = question
    contained.send(out, {{"began": True}})
    {deed}
"""
ANSWERS = 'contained.reply(out, told, {"answer": {"pid": os.getpid()}}, b"".join(bodies))'


@contextmanager
def a_helper(deed: str) -> Iterator[Helper]:
    helper = Helper([sys.executable, "-c", _CHILD.format(root=str(ROOT), deed=deed)])
    try:
        yield helper
    finally:
        helper.close()


class Stops:
    """Progress of somebody who stops the work after a while."""

    def __init__(self) -> None:
        self.left = 3

    def start(self, what: str, total: int) -> None:
        """Not shown."""

    def step(self, done: int = 1) -> None:
        """Stop the third time."""
        self.left -= 1
        if not self.left:
            raise CancelledError


def test_one_helper_serves_file_after_file() -> None:
    with a_helper(ANSWERS) as helper:
        first = helper.ask("any", {}, b"one", io.BytesIO(b" two"))
        assert first.body == b"one two"
        assert [helper.ask("any", {}, b"").told for _ in range(3)] == [first.told] * 3


def test_a_helper_that_says_nothing_is_ended_and_another_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "SECONDS", 0.3)
    with a_helper(f'time.sleep(60) if told["told"] else {ANSWERS}') as helper:
        before = helper.ask("any", {}).told["pid"]
        with pytest.raises(StoppedError) as stopped:
            helper.ask("any", {"sleep": True})
        assert stopped.value.why == TOOK_LONG
        assert helper.running is None
        assert helper.ask("any", {}).told["pid"] != before


def test_a_helper_that_tells_that_it_goes_on_is_given_more_time_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contained, "SECONDS", 0.6)
    signs = "exec(\"for _ in range(told['told']['times']): contained.send(out, {'step': 1}); time.sleep(0.2)\")"
    with a_helper(f"{signs}; {ANSWERS}") as helper:
        assert helper.ask("any", {"times": 6}).told
        monkeypatch.setattr(contained, "IN_ALL", 0.8)
        with pytest.raises(StoppedError, match=TOOK_LONG):
            helper.ask("any", {"times": 300})


@pytest.mark.parametrize(
    ("deed", "why"), [("os._exit(77)", UNFOLDED), ("os._exit(3)", FAILED), ("os.abort()", UNFOLDED)]
)
def test_a_helper_that_breaks_is_told_in_words(deed: str, why: str) -> None:
    if sys.platform == "win32" and "abort" in deed:
        pytest.skip("Windows aborts in another way")
    with a_helper(deed) as helper, pytest.raises(StoppedError, match=why):
        helper.ask("any", {})


def test_an_answer_that_makes_no_sense_is_none() -> None:
    for deed in (
        'out.write(b"x" * 64)',
        'contained.send(out, {"strange": 1})',
        'contained.reply(out, told, {"refused": 1})',
    ):
        with a_helper(deed) as helper, pytest.raises(StoppedError):
            helper.ask("any", {})


def test_an_answer_to_another_question_is_never_taken_for_this_ones() -> None:
    """As when somebody else's answer is left in the pipe: it may be of another child's paper."""
    with a_helper(f"{ANSWERS}; {ANSWERS}") as helper:
        first = helper.ask("any", {}, b"Amelia's report")
        second = helper.ask("any", {}, b"Grace's report")
    assert (first.body, second.body) == (b"Amelia's report", b"Grace's report")
    assert first.told["pid"] != second.told["pid"]  # the one that was out of step is not asked again


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where a program can be forked")
def test_a_forked_copy_of_the_program_has_a_helper_of_its_own() -> None:
    with a_helper(ANSWERS) as helper:
        before = helper.ask("any", {}, b"before").told
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            own = helper.ask("any", {}, b"in the copy").told
            helper.close()
            os.write(writing, json.dumps(own).encode())
            os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        own = json.loads(os.read(reading, 1000))
        os.close(reading)
        after = helper.ask("any", {}, b"after")
    assert own["pid"] != before["pid"]
    assert (after.told, after.body) == (before, b"after")


def test_a_helper_that_went_while_nothing_was_asked_is_not_missed() -> None:
    with a_helper(f"{ANSWERS}; sys.exit()") as helper:
        assert helper.ask("any", {}).told["pid"] != helper.ask("any", {}).told["pid"]


@pytest.mark.parametrize("number", [errno.EPIPE, errno.EINVAL])
def test_one_that_went_is_not_missed_whatever_the_system_calls_it(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows says EINVAL where a pipe has nobody at its other end (Python's issue 63811)."""
    sent, gone = contained.send, [OSError(number, "as the system says it")]

    def send(*given: Any) -> None:
        if gone:
            assert helper._process is not None
            helper._process.kill()
            raise gone.pop()
        sent(*given)

    with a_helper(ANSWERS) as helper:
        first = helper.ask("any", {}).told["pid"]
        monkeypatch.setattr(contained, "send", send)
        answer = helper.ask("any", {}, b"words")
    assert (answer.body, gone) == (b"words", [])
    assert answer.told["pid"] != first


@pytest.mark.parametrize("broken", ["read", "seek", "short"])
def test_a_file_on_a_stick_that_is_pulled_out_is_told_in_words(broken: str) -> None:
    class Pulled(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if broken == "read":
                raise OSError(errno.EIO, "Input/output error")
            return b"" if broken == "short" else super().read(size)

        def seek(self, place: int, whence: int = 0, /) -> int:
            if broken == "seek":
                raise OSError(errno.ENODEV, "No such device")
            return super().seek(place, whence)

    with a_helper(ANSWERS) as helper:
        with pytest.raises(StoppedError, match=FAILED):
            helper.ask("any", {}, Pulled(b"words"))
        assert helper.ask("any", {}, b"others").body == b"others"


def test_stopping_the_work_ends_the_helper_at_once() -> None:
    with a_helper("time.sleep(60)") as helper, cheaply(5):
        with pytest.raises(CancelledError):
            helper.ask("any", {}, progress=Stops())
        assert helper.running is None


def test_a_file_that_breaks_off_while_it_is_sent_is_the_callers_trouble() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise TroubleError("The file is damaged.", "Nothing was changed.", "Attach it again.")

    with a_helper(ANSWERS) as helper:
        with pytest.raises(TroubleError, match="The file is damaged"):
            helper.ask("any", {}, Broken(b"words"))
        assert helper.ask("any", {}, b"others").body == b"others"


@pytest.mark.parametrize("command", [["/no/such/program"], [sys.executable, "-c", "raise SystemExit(4)"]])
def test_where_no_helper_starts_nothing_is_read_and_that_is_said(
    command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    HELPER.close()
    monkeypatch.setattr(HELPER, "_command", command)
    path = tmp_path / "letter.pdf"
    path.write_bytes(a_letter())
    for deed in (inspect, read_appendix, prepare, viewable):
        with pytest.raises(TroubleError, match="does not start"):
            deed(path)  # type: ignore[operator]
    monkeypatch.undo()
    assert inspect(path).pages == 1


def test_the_helper_is_given_nothing_of_the_programs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENCO_DESK_PASSPHRASE", "demo school")
    with a_helper('contained.reply(out, told, {"answer": dict(os.environ, folder=os.getcwd())})') as helper:
        told = helper.ask("any", {}).told
    assert "demo school" not in str(told)
    assert set(told) <= {"folder", "SYSTEMROOT", "WINDIR", "LC_CTYPE"}
    assert told["folder"] == Path(sys.executable).anchor


def test_the_program_starts_itself_as_the_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    assert main._HELPER == contained.ARGUMENT
    monkeypatch.setattr("senco_desk.app.contained_reading.serve", lambda: 23)
    assert main.main([contained.ARGUMENT]) == 23
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert contained._command() == [sys.executable, contained.ARGUMENT]


# What a helper holds itself to.


def held(code: str) -> subprocess.CompletedProcess[str]:
    """What becomes of a process that sets its ceilings and then does something."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom senco_desk.app import ceilings\n"
    return subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, check=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit on memory is set otherwise here")
def test_memory_ends_at_the_ceiling() -> None:
    code = "ceilings.hold(200 << 20, 77)\ntry:\n bytearray(300 << 20)\nexcept MemoryError:\n print('held')"
    assert held(code).stdout == "held\n"


@pytest.mark.parametrize(
    "deed",
    [
        "open('made', 'w')", "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['ls'])", "os.system('ls')", "os.remove('made')", "os.open('made', os.O_CREAT)",
    ],
)  # fmt: skip
def test_a_helper_can_only_read(deed: str) -> None:
    told = held(f"import os\nceilings.hold(500 << 20, 77)\n{deed}")
    assert told.returncode == 1
    assert "only reads what it is given" in told.stderr or "PermissionError" in told.stderr


def test_where_the_system_holds_no_limit_a_thread_watches() -> None:
    told = held("import time\nceilings.watch(100, 77, lambda: 101, 0.01)\ntime.sleep(30)")
    assert told.returncode == 77


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_helper_whose_program_has_gone_does_not_compute_for_ever() -> None:
    told = held("ceilings.hold(500 << 20, 77)\nceilings.lengthen(-2)\nwhile True: pass")
    assert told.returncode == -24


def test_watching_lets_be_what_is_small() -> None:
    ended: list[int] = []
    sizes = iter([1, 2, 101])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "_exit", ended.append)
        ceilings.watch(100, 77, lambda: next(sizes), 0.001).join(5)
    assert ended == [77]


@given(st.binary(max_size=400).map(lambda data: data.replace(b"\1", b"\0\0\0\0")))
def test_what_is_written_as_letters_is_read_as_python_reads_it(data: bytes) -> None:
    whole = data[: len(data) // 4 * 4]
    assert scrubbing._from_base_85(base64.a85encode(whole)) == whole
    assert scrubbing._from_base_85(base64.a85encode(whole) + b"uuuuu") == b""
    assert scrubbing._from_base_85(base64.a85encode(whole) + b"a\x00bcd") == b""
