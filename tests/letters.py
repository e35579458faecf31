"""Letters that are no PDFs, for tests: Word and OpenDocument texts of the least that makes them so."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_docx(*paragraphs: str, footer: str = "") -> bytes:
    """A Word file; a form feed begins another page."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        body = "".join(
            '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            if each == "\f"
            else f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p>"
            for each in paragraphs
        )
        package.writestr("word/document.xml", f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')
        if footer:
            text = f'<w:ftr xmlns:w="{_W}"><w:p><w:r><w:t>{escape(footer)}</w:t></w:r></w:p></w:ftr>'
            package.writestr("word/footer1.xml", text)
    return out.getvalue()


def an_odt(before: str, bold: str, after: str) -> bytes:
    """An OpenDocument text of one paragraph with a bold word."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        words = f"<t:p>{escape(before)}<t:span>{escape(bold)}</t:span>{escape(after)}</t:p>"
        package.writestr("content.xml", f'<o xmlns:t="urn:x">{words}</o>')
    return out.getvalue()
