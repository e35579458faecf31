"""An evidence pack of 60 files and 500 pages, beside qpdf's bare merge of the same files in the same run.

Ours reads, checks, makes inert, lays out the report, binds, stamps every page, links and bookmarks; qpdf only
puts the pages one after the other. Goals: at most twice qpdf's time for the binding, and at most 100 MB of
memory for it in a process of its own. The whole pack, with its report laid out and tagged, is shown for information.
"""

from __future__ import annotations

import io
import pickle
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.side_by_side import Ratio, race
from senco_desk.documents.attachments import Wanted, prepare, prepare_all
from senco_desk.documents.bind import Appendix, bind, join, saving
from senco_desk.documents.content import AppendixIndex, Contents, Divider, Document, Title
from senco_desk.documents.layout import Followed
from senco_desk.documents.render import Rendered, render
from senco_desk.domain.progress import Silent

LENGTHS = (
    [2] * 8 + [3] * 8 + [4] * 8 + [5] * 6 + [6] * 6 + [8] * 6 + [10] * 6 + [12] * 4 + [16] * 3 + [24, 24, 32, 40, 40]
)
GOAL_RATIO, GOAL_MB = 2.0, 100.0
_WORDS = "the child needs adult support to take part in reading phonics maths writing play lunch sensory breaks".split()  # noqa: SIM905  words read better than a list of them


def main() -> list[Ratio] | int:
    """Runs the comparison; its ratios, or 0 with the reason where qpdf is not installed."""
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        print("Skipped: qpdf is not installed, so there is nothing to compare with.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        files = make_files(here)
        merged, pack = here / "merged.pdf", here / "pack.pdf"
        report, rendered = laid_out(files)
        times = race(
            {
                "binding": lambda: bound_only(files, report, rendered, here / "bound.pdf"),
                "whole pack": lambda: whole_pack(files, pack),
                "qpdf": lambda: subprocess.run(
                    [qpdf, "--empty", "--pages", *map(str, files), "--", str(merged)], check=True
                ),
            },
            rounds=5,
        )
        (here / "laid out").write_bytes(pickle.dumps((report, rendered)))
        binding, whole = (_peak_of(step, folder) for step in ("binding", "whole"))
    return [
        Ratio("bind 500 pages", times["binding"].median, "qpdf --pages", times["qpdf"].median, GOAL_RATIO),
        Ratio("whole pack", times["whole pack"].median, "qpdf --pages", times["qpdf"].median),
        Ratio("memory of binding", binding, "the limit", GOAL_MB, 1.0, unit="MB"),
        Ratio("memory of whole pack", whole, "the limit", GOAL_MB, unit="MB"),
    ]


def make_files(folder: Path) -> list[Path]:
    """60 believable files, the same each time: letters, tables and scanned pages, about 28 MB."""
    chance = random.Random(3)  # noqa: S311  made-up papers
    lengths = LENGTHS[:]
    chance.shuffle(lengths)
    scans = [_scan(seed) for seed in range(12)]
    files = []
    for number, pages in enumerate(lengths):
        path = folder / f"paper{number:02d}.pdf"
        canvas = Canvas(str(path), invariant=1)
        for _ in range(pages):
            if chance.random() < 0.25:
                canvas.drawImage(ImageReader(io.BytesIO(chance.choice(scans))), 40, 60, 510, 720)
            else:
                for line in range(40):
                    canvas.drawString(60, 780 - 18 * line, " ".join(chance.choices(_WORDS, k=14)))
            canvas.showPage()
        canvas.save()
        files.append(path)
    return files


def _peak() -> float:
    """The most memory this process has held, in MB; Linux counts a parent's share into the usual figure."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _scan(seed: int) -> bytes:
    """A noisy grey page of about 250 KB, as scanners make."""
    chance = random.Random(seed)  # noqa: S311
    sheet = Image.effect_noise((920, 1300), 18 + chance.random()).point(lambda dot: min(255, dot + 110))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=60)
    return out.getvalue()


def a_report(files: list[Path]) -> Document:
    """A short report with a divider for each file."""
    dividers = (Divider(number, path.stem) for number, path in enumerate(files, 1))
    return Document("Evidence pack", "School", (Title("Evidence pack"), Contents(1), AppendixIndex(), *dividers))


def laid_out(files: list[Path]) -> tuple[bytes, Rendered]:
    """The report of the files alone, made once."""
    pages = {}
    for number, path in enumerate(files, 1):
        ready = prepare(path)
        with ready.held:
            pages[number] = Followed(ready.pages)
    out = io.BytesIO()
    rendered = render(a_report(files), out, inserts=pages)
    return out.getvalue(), rendered


def bound_only(files: list[Path], report: bytes, rendered: Rendered, target: Path) -> None:
    """Everything but laying out the report: read, make inert, bind, stamp, tag, write."""
    ready = dict(enumerate(prepare_all(map(Wanted, files), Silent()), 1))
    with pikepdf.open(io.BytesIO(report)) as pdf:
        join(pdf, a_report(files), ready, rendered, Silent())
        pdf.save(target, **saving(ready, None))


def whole_pack(files: list[Path], target: Path) -> None:
    """What a person does."""
    bind(a_report(files), [Appendix(n, path.stem, path) for n, path in enumerate(files, 1)], target)


def _peak_of(step: str, folder: str) -> float:
    """The peak of a process that does one step and nothing else."""
    command = [sys.executable, "-m", "benchmarks.bench_bind", step, folder]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def _one_step(step: str, folder: Path) -> None:
    files = sorted(folder.glob("paper*.pdf"))
    if step == "binding":
        report, rendered = pickle.loads((folder / "laid out").read_bytes())  # noqa: S301  written by this very run
        bound_only(files, report, rendered, folder / "peak.pdf")
    else:
        whole_pack(files, folder / "peak.pdf")


if __name__ == "__main__":
    _one_step(sys.argv[1], Path(sys.argv[2]))
    print(_peak())
