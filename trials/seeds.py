"""The sound files that the trial of damaged files begins with: papers, lists and a desk, made here or given as samples.

Made ones are always there; samples of real programs are taken from a folder where there is one.
"""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pikepdf
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from senco_desk.domain import upn
from senco_desk.exchange.sheets import write_csv, write_xlsx

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data"

Seeds = dict[str, bytes]
"""File names, whose ending says nothing to the program, to what the files hold."""

_TAKEN = 400_000
_HEADERS = ("UPN", "Surname", "Forename", "DOB", "Year", "SEN Status", "Need 1", "FSM", "Class")


def papers() -> Seeds:
    """Every kind of paper that is taken, and kinds that are refused."""
    letter = _letter()
    made = {
        "letter.pdf": letter,
        "form.pdf": _form(),
        "plain.pdf": _rewritten(letter, object_streams=False),
        "packed.pdf": _rewritten(letter, object_streams=True),
        "scan.pdf": _scan(),
        "picture.png": _picture("PNG", "RGB"),
        "drawing.png": _picture("PNG", "P"),
        "deep.png": _picture("PNG", "I;16"),
        "photograph.jpg": _picture("JPEG", "RGB"),
        "by and by.jpg": _picture("JPEG", "L", progressive=True),
        "report.docx": b"PK\x03\x04" + letter[:2_000],
        "phone.heic": b"\0\0\0\x18ftypheic" + letter[:2_000],
    }
    return made | _samples("pdf", "*.pdf")


def lists(folder: Path) -> Seeds:
    """Rolls in every form; `folder` is to write in."""
    rows = [
        [upn.make(887, 9999, 22, number), f"Ní Bhriain {number}", "=Zoë", date(2015, 1 + number % 12, 3), "Year 5",
         "K", "SLCN", "Y", "5B"]
        for number in range(1, 40)
    ]  # fmt: skip
    write_csv(folder / "roll.csv", _HEADERS, rows)
    write_xlsx(folder / "roll.xlsx", "Roll", _HEADERS, rows)
    csv = (folder / "roll.csv").read_bytes()
    pupils = "".join(
        f"<Pupil><UPN>{row[0]}</UPN><Surname>{row[1]}</Surname><Forename>Zoë</Forename><DOB>2015-01-03</DOB>"
        "<Sex>F</Sex><SEN><SENstatus>K</SENstatus></SEN></Pupil>"
        for row in rows
    )
    ctf = (
        "<?xml version='1.0' encoding='UTF-8'?><CTfile><Header><CTFversion>25.0</CTFversion></Header>"
        f"<CTFpupilData>{pupils}</CTFpupilData></CTfile>"
    )
    made = {
        "roll.csv": csv,
        "roll.txt": csv.decode("utf-8-sig").replace(",", ";").encode("utf-16"),
        "roll.xlsx": (folder / "roll.xlsx").read_bytes(),
        "transfer.xml": ctf.encode(),
        "headings.json": json.dumps({"Surname": "legal_surname"}).encode(),
    }
    return made | _samples("roll", "*.*")


def _samples(name: str, pattern: str) -> Seeds:
    folder = SAMPLES / name
    found = sorted(folder.glob(pattern)) if folder.is_dir() else []
    return {
        f"sample {each.name}": each.read_bytes()
        for each in found
        if each.suffix != ".md" and each.stat().st_size < _TAKEN
    }


def _letter() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in range(3):
        for line in range(30):
            canvas.drawString(60, 780 - 18 * line, f"Page {page + 1}: Zoë needs adult support in reading, line {line}.")
        canvas.linkURL("https://example.org", (60, 700, 200, 720))
        canvas.bookmarkPage(str(page))
        canvas.addOutlineEntry(f"Page {page + 1}", str(page))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _form() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.acroForm.textfield(name="who", x=72, y=700, width=300, height=20, value="Zoë")
    canvas.acroForm.checkbox(name="seen", x=72, y=650, checked=True)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _scan() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(_picture("JPEG", "RGB"))), 40, 60, 510, 720)
    canvas.drawImage(ImageReader(io.BytesIO(_picture("PNG", "RGB"))), 40, 60, 51, 72)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _rewritten(data: bytes, *, object_streams: bool) -> bytes:
    """The same, with its objects in the clear, or all of them packed."""
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if object_streams else pikepdf.ObjectStreamMode.disable
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, static_id=True, qdf=not object_streams, object_stream_mode=mode)
    return out.getvalue()


def _picture(kind: str, mode: str, **more: bool) -> bytes:
    out = io.BytesIO()
    noise = Image.effect_mandelbrot((300, 200), (-2, -1.5, 1, 1.5), 20)
    noise.convert(mode).save(out, kind, **more)
    return out.getvalue()
