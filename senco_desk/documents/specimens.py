"""Specimen papers for the demo school: a child's drawing, and a letter that was scanned and has no text to search."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path

import font_roboto
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_CRAYONS = ("#D64541", "#2A7ABF", "#3A9D5D", "#E8A33D", "#7B4FA3", "#5B3A29")


def drawing_png(seed: int) -> bytes:
    """A child's drawing of a house, a tree, the sun and people, 1200 × 850 pixels; the same seed draws the same."""
    chance = random.Random(seed)  # noqa: S311  a drawing, not a secret
    picture = Image.new("RGB", (1200, 850), "#FFFDF7")
    pen = ImageDraw.Draw(picture)
    for _ in range(240):
        x, y = chance.randint(0, 1200), chance.randint(640, 830)
        pen.line((x, y, x + chance.randint(-8, 8), y - chance.randint(15, 45)), fill="#3A9D5D", width=4)
    left = chance.randint(120, 320)
    pen.rectangle((left, 380, left + 320, 660), outline="#5B3A29", width=9)
    pen.polygon((left - 30, 380, left + 160, 220, left + 350, 380), outline="#D64541", width=9)
    pen.rectangle((left + 120, 520, left + 190, 660), outline="#2A7ABF", width=7)
    pen.ellipse((950, 60, 1120, 230), fill="#F5C842")
    for turn in range(8):
        pen.line((1035, 145, 1035 + (turn - 4) * 55, 300 - abs(turn - 4) * 20), fill="#F5C842", width=5)
    for number in range(chance.randint(2, 4)):
        x, crayon = 620 + number * 140, chance.choice(_CRAYONS)
        pen.ellipse((x - 32, 430, x + 32, 494), outline=crayon, width=7)
        pen.line((x, 494, x, 590), fill=crayon, width=7)
        pen.line((x - 45, 530, x + 45, 520), fill=crayon, width=7)
        pen.line((x, 590, x - 30, 665), fill=crayon, width=7)
        pen.line((x, 590, x + 30, 665), fill=crayon, width=7)
        pen.arc((x - 16, 452, x + 16, 480), 10, 170, fill=crayon, width=4)
    return _saved(picture, "PNG")


def scan_jpeg(lines: Sequence[str], seed: int) -> bytes:
    """A typed letter as a scanner sees it: a little crooked, a little grey, and without any text in the file."""
    chance = random.Random(seed)  # noqa: S311
    sheet = Image.new("L", (1240, 1754), 250)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(Path(next(iter(font_roboto.__path__))) / "files" / "Roboto-Regular.ttf"), 30)
    y = 190
    for line in lines:
        pen.text((150, y), line, font=font, fill=35)
        y += 52
    crooked = sheet.rotate(chance.uniform(-1.2, 1.2), fillcolor=250, resample=Image.Resampling.BICUBIC)
    return _saved(crooked.filter(ImageFilter.GaussianBlur(0.6)), "JPEG")


def _saved(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, quality=82, optimize=True)
    return out.getvalue()
