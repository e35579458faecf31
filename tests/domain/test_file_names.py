"""A name made of anything is one file in its folder, shown as what it is, on every system."""

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.file_names import MOST_BYTES, file_name, plain_name

ANY = st.text(max_size=300) | st.sampled_from(
    ["../../etc/passwd", "..", ".", "C:\\Windows\\win.ini", "CON", "nul.pdf", "COM1 .txt", "aux", "a\0b", "x" * 300,
     "Zoë/Łukasz", "report\u202efdp.exe", "  . ", "محمد بن سلمان", "小明" * 100, "🧒" * 100]
)  # fmt: skip


@given(ANY, st.sampled_from(["", ".pdf", ".sencodesk"]))
def test_a_made_name_is_one_name_in_its_folder(title: str, ending: str) -> None:
    name = file_name(title, ending)
    assert Path("/folder", name).parent == Path("/folder")
    assert PureWindowsPath("C:/folder", name).parent == PureWindowsPath("C:/folder")
    assert not PureWindowsPath(name).is_reserved()
    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith(ending)
    assert name == name.strip(". ")
    assert name.removesuffix(ending)


@given(ANY)
def test_a_name_that_is_kept_names_no_folder_and_hides_nothing(given_name: str) -> None:
    name = plain_name(given_name, 200)
    assert len(name) <= 200
    assert not set(name) & set("/\\\0\u202e\n")
    assert name.strip(".") or not name


@given(ANY, ANY)
def test_a_name_that_is_written_can_be_written(tmp_path_factory: pytest.TempPathFactory, title: str, more: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / file_name(f"{title} {more}", ".txt")
    path.write_bytes(b"")
    assert path.resolve().parent == folder.resolve()
    path.unlink()


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\Users\\x\\Report.pdf", "Report.pdf"),
        ("../../Report.pdf", "Report.pdf"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("محمد.pdf", "محمد.pdf"),
        ("نمی\u200cخواهم.pdf", "نمی\u200cخواهم.pdf"),
        ("..", ""),
        (f"{'x' * 300}.pdf", f"{'x' * 196}.pdf"),
    ],
)
def test_names_that_come_with_a_file(given_name: str, kept: str) -> None:
    assert plain_name(given_name, 200) == kept


def test_devices_of_windows_and_marks_that_it_forbids() -> None:
    assert file_name("CON", ".pdf") == "_CON.pdf"
    assert file_name('Zoë: "first" <draft>?', ".pdf") == "Zoë first draft.pdf"
    assert file_name("...", ".pdf") == "Document.pdf"
