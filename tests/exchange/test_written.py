"""The words of letters that are no PDFs, and the files made to do harm among them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Silent
from senco_desk.exchange.written import MOST_PAGES, contained_written, read_written
from senco_desk.machine.contained import HELPER
from tests.letters import a_docx, an_odt


@pytest.fixture(autouse=True, scope="module")
def helper_ends() -> Iterator[None]:
    yield
    HELPER.close()


def pages(data: bytes) -> list[str]:
    """Read here, as the helper would."""
    return list(contained_written({}, [data], Silent())["pages"])


def kind(data: bytes) -> str:
    return str(contained_written({}, [data], Silent())["kind"])


def test_the_helper_reads_a_word_file_page_by_page() -> None:
    found = read_written(a_docx("Zoë was seen.", "\f", "Page two.", footer="Amelia’s class"))
    assert found.kind == "docx"
    assert found.pages == ("Zoë was seen.", "Page two.", "At the foot of its pages\n\nAmelia’s class")


def test_every_kind_of_letter() -> None:
    assert pages(an_odt("Hello ", "big", " world")) == ["Hello big world"]
    assert pages("Zoë\nŁucja".encode()) == ["Zoë\nŁucja"]
    assert pages("Zoë".encode("utf-16")) == ["Zoë"]
    assert pages("Zoë".encode("cp1252")) == ["Zoë"]
    assert pages(
        rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator X;}Zo\'eb and \uc1\u322?ucja\par two\page three}"
    ) == [
        "Zoë and łucja\ntwo",
        "three",
    ]
    mail = b"From: A <a@x.y>\r\nTo: b@x.y\r\nSubject: =?utf-8?q?Zo=C3=AB?=\r\nContent-Type: text/html\r\n\r\n"
    (read,) = pages(mail + b"<style>p{}</style><p>Hello <b>there</b> you</p><script>bad()</script>")
    assert "Subject: Zoë" in read
    assert "Hello there you" in read
    assert "bad" not in read
    assert "{}" not in read


def test_an_e_mails_attachments_are_named() -> None:
    (read,) = pages(
        b"From: a@x.y\nTo: b@x.y\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type:"
        b" text/plain\n\nWords\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment;"
        b' filename="report.pdf"\n\nxx\n--b--\n'
    )
    assert "Words" in read
    assert read.endswith("Attached to this e-mail: report.pdf")


def test_what_is_no_letter_has_no_words() -> None:
    for data in (b"\0\1\2" * 200, b"RIFF....WAVE\1\2\3", b"\x81\x8d" * 50):
        assert (kind(data), pages(data)) == ("", [])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    assert (kind(out.getvalue()), pages(out.getvalue())) == ("", [])


def a_package(name: str, text: str, *, more: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, text)
        for number in range(more):
            package.writestr(f"x{number}", "")
    return out.getvalue()


@pytest.mark.parametrize(
    "hostile",
    [
        a_package("word/document.xml", "<w><p><t>" + "a" * 30_000_000 + "</t></p></w>"),
        a_package("word/document.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
        a_package("word/document.xml", "<a>" * 500 + "</a>" * 500),
        a_package("word/document.xml", "<x/>", more=2_100),
        a_package("word/document.xml", "<x " + "y" * 1_500_000),
    ],
    ids=["a bomb", "an entity", "too deep", "too many parts", "an endless tag"],
)
def test_a_file_made_to_do_harm_is_refused_in_words(hostile: bytes) -> None:
    with pytest.raises(RefusedError, match=r"unfolds|damaged"):
        pages(hostile)


@pytest.mark.parametrize("broken", [b"PK\x03\x04 no more", a_package("word/document.xml", "<x>")])
def test_a_damaged_file_is_refused_in_words(broken: bytes) -> None:
    with pytest.raises(RefusedError, match="damaged"):
        pages(broken)


@settings(max_examples=150)
@given(st.binary(max_size=600), st.sampled_from([b"", b"{\\rtf1 ", b"From: a\nTo: b\nSubject: c\n", b"PK\x03\x04"]))
def test_no_bytes_do_more_than_be_refused(data: bytes, head: bytes) -> None:
    try:
        found = contained_written({}, [head + data], Silent())
    except RefusedError:
        return
    assert all(isinstance(page, str) for page in found["pages"])


def test_a_flood_of_pages_becomes_one_last_long_page() -> None:
    found = pages(b"a\f" * 5_000)
    assert len(found) == MOST_PAGES
    assert sum(each.count("a") for each in found) == 5_000
