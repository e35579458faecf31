"""Specimen papers for the demo school: a child's drawing, a drawn face for a photo, a letter that was scanned.

The letter has no text to search, as scans have none.
"""

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


def face_png(seed: int) -> bytes:
    """A drawn face, head and shoulders, 480 × 560 pixels: stands for a photo where nobody real may be shown."""
    chance = random.Random(seed)  # noqa: S311  a drawing, not a secret
    skin = chance.choice(("#F3D2B3", "#E3B088", "#C68A5E", "#9A6240", "#6E4429"))
    hair = chance.choice(("#2B1D14", "#5B3A29", "#8C5A2B", "#C9963F", "#1C1C1C", "#A33B20"))
    jumper = chance.choice(("#1B5E87", "#A8231B", "#1B6E47"))
    picture = Image.new("RGB", (960, 1120), chance.choice(("#CFE3EF", "#E6E1D3", "#DDE8D8")))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((130, 800, 830, 1500), fill=jumper)
    pen.rectangle((400, 700, 560, 900), fill=skin)
    if chance.random() < 0.5:
        pen.rounded_rectangle((225, 260, 735, 900), 200, fill=hair)
    pen.ellipse((250, 240, 710, 800), fill=skin)
    pen.pieslice((225, 190, 735, 720), 180, 360, fill=hair)
    for x in (385, 575):
        pen.ellipse((x - 28, 470, x + 28, 526), fill="#FFFFFF")
        pen.ellipse((x - 15, 482, x + 15, 514), fill="#2B1D14")
        pen.arc((x - 45, 415, x + 45, 480), 200, 340, fill=hair, width=12)
    pen.arc((460, 520, 510, 600), 20, 150, fill="#8A5A3C", width=8)
    pen.arc((380, 560, 580, 690), 25, 155, fill="#8A2B2B", width=16)
    if chance.random() < 0.3:
        for x in (385, 575):
            pen.ellipse((x - 62, 440, x + 62, 560), outline="#333333", width=10)
        pen.line((447, 495, 513, 495), fill="#333333", width=10)
    return _saved(picture.resize((480, 560), Image.Resampling.LANCZOS), "PNG")


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
