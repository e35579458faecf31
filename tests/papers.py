"""Papers to attach in tests: a report with words, a form filled in, a scan, a picture, a file with a password."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image
from reportlab.pdfgen.canvas import Canvas


def a_text_pdf(*pages: str) -> bytes:
    """A PDF with these words on its pages."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)  # the same words are the same file
    for words in pages:
        for number, line in enumerate(words.split("\n")):
            canvas.drawString(72, 760 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_form(answer: str) -> bytes:
    """A PDF with one field, filled in; the answer is a form value and not part of the page's own words."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 760, "Who was there?")
    canvas.acroForm.textfield(name="who", x=72, y=700, width=300, height=20, value="")
    canvas.showPage()
    canvas.save()
    done = io.BytesIO()
    with pikepdf.open(out) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        field.V = pikepdf.String(answer)
        if "/AP" in field:
            del field["/AP"]
        pdf.save(done)
    return done.getvalue()


def a_protected_pdf(words: str = "Secret") -> bytes:
    """A PDF that opens with a password only."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_text_pdf(words))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="x"))
    return out.getvalue()


def a_picture(form: str = "PNG", size: tuple[int, int] = (300, 200)) -> bytes:
    """A picture without any words in it."""
    out = io.BytesIO()
    Image.new("RGB", size, "#88AACC").save(out, form)
    return out.getvalue()
