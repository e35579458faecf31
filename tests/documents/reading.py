"""PDFs read back by programs other than the one that wrote them, and small PDFs made to be awkward."""

from __future__ import annotations

import ctypes
import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pdf"


def tool(name: str, *arguments: object) -> str:
    """The output of a program; the test is skipped where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def texts(data: bytes | Path) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(data if isinstance(data, bytes) else str(data)) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def squeezed(text: str) -> str:
    """Without white space, which a line's end may have changed; a hyphen at a line's end is kept."""
    return "".join(text.replace("\ufffe", "-").split())


def links(data: bytes | Path) -> list[tuple[int, int]]:
    """(index of the page a link stands on, index of the page it leads to), in order."""
    found: list[tuple[int, int]] = []
    with pypdfium2.PdfDocument(data if isinstance(data, bytes) else str(data)) as pdf:
        for index in range(len(pdf)):
            page = pdf[index]
            at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
            while pdfium.FPDFLink_Enumerate(page, at, link):
                leads = pdfium.FPDFLink_GetDest(pdf, link)
                found.append((index, pdfium.FPDFDest_GetDestPageIndex(pdf, leads)))
    return found


def bookmarks(data: bytes | Path) -> list[tuple[int, str, int]]:
    """(depth, words, index of the page) of each bookmark."""
    with pypdfium2.PdfDocument(data if isinstance(data, bytes) else str(data)) as pdf:
        return [(each.level, each.get_title(), each.get_dest().get_index()) for each in pdf.get_toc()]


def picture(data: bytes | Path, index: int, scale: float = 1) -> Image.Image:
    """A page in grey."""
    with pypdfium2.PdfDocument(data if isinstance(data, bytes) else str(data)) as pdf:
        pdf.init_forms()
        page = pdf[index]
        drawn = page.render(scale=scale).to_pil().convert("L").copy()
        page.close()
        return drawn


def ink(image: Image.Image) -> int:
    """How many dots are dark."""
    return sum(image.histogram()[:100])


def bytes_of(pdf: Pdf) -> bytes:
    """A PDF saved."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def a_letter(
    pages: int = 1, *, box: Sequence[float] = (0, 0, 595, 842), crop: Sequence[float] | None = None, turned: int = 0
) -> bytes:
    """A PDF with "Letter page 1" and so on."""
    pdf = Pdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        x, y = box[0] + 60, box[1] + 300
        words = f"BT /F0 18 Tf {x} {y} Td (Letter page {number}) Tj ET"
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array(box),
            Resources=Dictionary(Font=Dictionary(F0=font)),
            Contents=pdf.make_stream(words.encode()),
        )
        if crop:
            page.CropBox = Array(crop)
        if turned:
            page.Rotate = turned
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return bytes_of(pdf)


def a_filled_form(*, drawn: bool = False) -> bytes:
    """One text field with the answer "Answered by Zoe"; the field has no drawing of its own unless asked for."""
    pdf = pikepdf.open(io.BytesIO(a_letter()))
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="answer", V="Answered by Zoe",
            Rect=Array([60, 500, 400, 530]), DA="/Helv 14 Tf 0 g", F=4, P=pdf.pages[0].obj,
        )
    )  # fmt: skip
    if drawn:
        field.AP = Dictionary(
            N=pdf.make_stream(
                b"BT /Helv 14 Tf 0 g 2 8 Td (Answered by Zoe) Tj ET",
                Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 340, 30]),
                Resources=Dictionary(Font=Dictionary(Helv=font)),
            )
        )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]), DR=Dictionary(Font=Dictionary(Helv=font)), DA="/Helv 14 Tf 0 g"
    )
    return bytes_of(pdf)


def a_hostile_file() -> bytes:
    """Scripts on opening, on a page and on a link; a command that starts a program; a hidden file; a web link."""
    pdf = pikepdf.open(io.BytesIO(a_letter(2)))
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", pdf.make_indirect(script)])))
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(2)"))
    box = Array([50, 600, 200, 650])
    launch = Dictionary(S=Name.Launch, F="calc.exe", Next=Dictionary(S=Name.JavaScript, JS="app.alert(3)"))
    web = Dictionary(S=Name.URI, URI="https://example.org/track")
    page.Annots = Array(
        [
            pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=launch)),
            pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=web)),
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Highlight, Rect=box,
                    QuadPoints=Array([50, 650, 200, 650, 50, 600, 200, 600]),
                    AA=Dictionary(E=Dictionary(S=Name.Launch, F="calc.exe")),
                )
            ),
        ]
    )  # fmt: skip
    pdf.attachments["hidden.exe"] = b"MZ not really"
    return bytes_of(pdf)
