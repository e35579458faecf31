"""The evidence pack from a real desk: what it promises is read back with programs that did not write it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import CancelledError, RefusedError, TroubleError
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import attachments, desks, pack_planning, packs, readiness, records, undoing
from senco_desk.services.desk import Desk
from tests.builders import TODAY, a_cycle, a_pupil, a_status, an_outcome, everything
from tests.papers import a_form, a_picture, a_protected_pdf, a_text_pdf
from tests.rich_child import a_rich_child, others

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "pdf"
UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]")


@pytest.fixture
def zoe(desk: Desk) -> Pupil:
    child = a_rich_child(desk)
    others(desk)
    return child


def attach(desk: Desk, pupil: Pupil, content: bytes, title: str, kind: str = "letter", **more: object) -> str:
    name = f"{title}.pdf"
    return attachments.attach(desk, pupil.id, content, title=title, kind=kind, filename=name, **more).value.id


def read(path: Path | bytes) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def test_a_pack_holds_what_it_promises(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    report = attach(desk, zoe, a_text_pdf("Zoë was seen.", "Second page."), "Therapist’s report", "speech",
                    dated=date(2026, 1, 30))  # fmt: skip
    attach(desk, zoe, a_protected_pdf(), "Locked letter")
    records.add(desk, InvolvementDraft(pupil_id=zoe.id, profession="Dietitian", advice="Water.", document_id=report))
    out = tmp_path / "pack.pdf"
    made = packs.make(desk, zoe.id, out)
    pages = read(out)
    (file,) = made.files
    assert (file.path, file.pages, file.bytes) == (out, len(pages), out.stat().st_size)
    assert file.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert made.pages == len(pages)
    whole = "\n".join(pages)
    for words in (
        "I like it when I know what is coming", "The visual timetable has changed our mornings",
        "Follows two-part instructions", "£17.20 × 0.5 h × 4", "core plus additional",
        "An EHC needs assessment can be requested at any level of spend", "staff absence (7)",
        "No recorded activity 12 Feb – 19 May 2026, 10 school weeks", "87.3", "Standardised score",
        "The programme runs four times a week", "4. Progress that came only with much additional support",
    ):  # fmt: skip
        assert words in whole.replace("\r\n", " "), words
    for section in made.sections:
        assert 1 <= section.page <= len(pages)
    by_id = {section.id: section for section in made.sections}
    for name, heading in (
        ("contents", "Contents"), ("child", "About Zoë"), ("needs", "Needs by area"), ("cycles", "Cycle 1"),
        ("provision", "Said and done"), ("spend", "Spending beside the threshold"), ("chronology", "Chronology"),
        ("evidence", "Index of evidence"), ("not_included", "What is not included"),
        ("provenance", "Where these papers come from"),
    ):  # fmt: skip
        assert heading in pages[by_id[name].page - 1], name
    assert by_id["appendices"].state == "partly"
    # What could not be included is named with why, and what could is there, page by page.
    assert "It has a password" in pages[by_id["not_included"].page - 1]
    assert "Zoë was seen." in whole
    assert "Appendix 1 · page 2 of 2" in whole
    for number, text in enumerate(pages, 1):
        assert f"age {number} of {len(pages)}" in text, number


def test_the_upn_stands_on_the_cover_alone(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    attach(desk, zoe, a_text_pdf("Zoë was seen."), "Report")
    packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    pages = read(tmp_path / "pack.pdf")
    assert zoe.upn in pages[0]
    assert not [number for number, text in enumerate(pages[1:], 2) if UPN.search(text)]


def test_poppler_and_qpdf_read_the_same(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    for tool in ("qpdf", "pdfinfo", "pdftotext"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    attach(desk, zoe, a_text_pdf("Zoë was seen.", "Second page."), "Report", "speech")
    out = tmp_path / "pack.pdf"
    made = packs.make(desk, zoe.id, out)
    checked = subprocess.run(["qpdf", "--check", out], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    told = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
    assert re.search(rf"Pages:\s+{made.pages}\b", told)
    outline = subprocess.run(["qpdf", "--json=2", "--json-key=outlines", out], capture_output=True, check=True).stdout
    titles = [each["title"] for each in json.loads(outline)["outlines"]]
    assert "Chronology" in titles
    assert "Appendix 1: Report" in titles
    first = subprocess.run(["pdftotext", "-l", "1", out, "-"], capture_output=True, text=True, check=True).stdout
    assert "Evidence pack" in first


def test_links_lead_where_they_say(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    attach(desk, zoe, a_text_pdf("Zoë was seen."), "Report", "speech")
    out = tmp_path / "pack.pdf"
    made = packs.make(desk, zoe.id, out)
    import pikepdf

    with pikepdf.open(out) as pdf:
        where = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}

        def leads(number: int) -> set[int]:
            found = set()
            for each in pdf.pages[number - 1].obj.get("/Annots", []):
                target = each.get("/Dest") or each.get("/A", {}).get("/D")
                if isinstance(target, pikepdf.Array):
                    found.add(where[target[0].objgen])
            return found

        sections = {section.id: section.page for section in made.sections}
        named = {page for name, page in sections.items() if name not in ("cover", "contents")}
        assert named <= leads(2)
        divider = next(n for n, text in enumerate(read(out), 1) if "Back to the list of appendices" in text)
        assert sections["appendices"] in leads(divider)
        assert divider in leads(sections["appendices"])


def test_names_stop_the_pack_and_nothing_is_written(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    records.add(desk, NoteDraft(pupil_id=zoe.id, on=date(2026, 10, 1), text="Fell out with Grace Okonjo at lunch."))
    attach(desk, zoe, a_text_pdf("Zoë works well.", "Zoë sat beside Siobhan Ni Bhriain."), "Report")
    attach(desk, zoe, a_form("Mary-Jane Smith-Jones and Zoë"), "Form")
    before = everything(desk)
    with pytest.raises(packs.NamesFoundError) as refused:
        packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    assert not refused.value.plan.third_party.clear
    said = "\n".join(problem.sentence for problem in refused.value.problems)
    assert "Grace Okonjo" in said
    assert "in “Chronology”" in said
    assert "Siobhán Ní Bhriain" in said
    assert "appendix 1 (Report), page 2" in said or "appendix 2 (Report), page 2" in said
    assert "Mary-Jane Smith-Jones" in said  # typed into a form, not part of the page's own words
    assert not list(tmp_path.glob("*.pdf"))
    assert everything(desk) == before
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf", names_checked=True)
    assert made.names_checked
    assert {found.name for found in made.third_party.found} >= {"Grace Okonjo", "Siobhán Ní Bhriain"}
    assert (tmp_path / "pack.pdf").exists()


def test_the_familys_names_and_the_staffs_are_no_findings(desk: Desk, zoe: Pupil) -> None:
    plan = packs.preview(desk, zoe.id)
    assert plan.third_party.found == ()
    assert plan.third_party.clear


def test_a_paper_of_another_child_is_stopped(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    attach(desk, zoe, a_text_pdf("Report on Grace Okonjo", "Grace Okonjo, born 4 May 2017"), "EP report")
    with pytest.raises(RefusedError) as refused:
        packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    assert "names Grace Okonjo and never Zoë" in refused.value.problems[0].sentence


def test_a_scan_is_told_as_not_checkable_and_never_passed_in_silence(desk: Desk, zoe: Pupil) -> None:
    attach(desk, zoe, a_text_pdf("Zoë.", ""), "Half a scan")
    plan = packs.preview(desk, zoe.id)
    assert [(each.where, each.pages) for each in plan.third_party.not_checkable] == [("Appendix 1 (Half a scan)", (2,))]
    assert "look at it by eye" in plan.third_party.not_checkable[0].sentence


def test_a_preview_counts_the_pages_to_come_and_writes_nothing(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    attach(desk, zoe, a_text_pdf("Zoë.", "Two.", "Three."), "Report")
    before = sorted(tmp_path.rglob("*"))
    plan = packs.preview(desk, zoe.id)
    pages = read(plan.report)
    assert plan.pages == len(pages) + 3
    assert f"Page 1 of {plan.pages}" in pages[0]
    assert sorted(tmp_path.rglob("*")) == before
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    assert (made.pages, made.sections) == (plan.pages, plan.sections)
    assert plan.readiness == readiness.of(desk, zoe.id)


def test_an_empty_record_makes_an_honest_pack(desk: Desk, tmp_path: Path) -> None:
    child = a_pupil(desk, legal_forename="Bo", legal_surname="Li", upn="")
    made = packs.make(desk, child.id, tmp_path / "pack.pdf")
    states = {section.id: section.state for section in made.sections}
    assert {name for name, state in states.items() if state == "missing"} >= {
        "child", "needs", "cycles", "provision", "spend", "progress", "professionals", "views", "chronology",
        "evidence", "appendices",
    }  # fmt: skip
    text = "\n".join(read(tmp_path / "pack.pdf"))
    assert text.count("Nothing recorded yet.") >= 10
    assert "at any level of spend" in text


def test_what_a_person_leaves_out_is_named_and_the_confidential_is_not(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    first = attach(desk, zoe, a_text_pdf("One"), "First paper")
    attach(desk, zoe, a_text_pdf("Two"), "Second paper")
    attach(desk, zoe, a_text_pdf("Three"), "Strictly between us", confidential=True)
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf", include={first})
    text = "\n".join(read(tmp_path / "pack.pdf"))
    assert [each.paper.title for each in made.appendices] == ["First paper"]
    assert "Second paper" in text
    assert "Left out by the school." in text
    assert "Strictly between us" not in text
    assert "1 paper is kept by the school as confidential" in text


def test_a_damaged_copy_is_named_and_the_rest_is_sent(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    damaged = attach(desk, zoe, a_text_pdf("Gone"), "Damaged paper")
    attach(desk, zoe, a_text_pdf("There"), "Sound paper")
    path = desk.store.blobs.folder / attachments.get(desk, damaged).blob
    path.write_bytes(path.read_bytes()[:-3])
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    text = "\n".join(read(tmp_path / "pack.pdf"))
    assert [each.paper.title for each in made.appendices] == ["Sound paper"]
    assert "Damaged paper" in text
    assert "The school’s copy is damaged" in text.replace("\r\n", " ")


def test_a_limit_cuts_the_pack_into_parts_that_add_up(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    for number in range(3):
        attach(desk, zoe, a_text_pdf(*(f"Paper {number}, page {page}. {'x' * 80}" for page in range(30))), f"P{number}")
    whole = packs.make(desk, zoe.id, tmp_path / "whole.pdf")
    limit = whole.files[0].bytes / 1_000_000 * 0.6
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf", max_part_mb=limit)
    assert len(made.files) > 1
    assert sum(file.pages for file in made.files) == whole.pages
    assert all(file.bytes <= limit * 1_000_000 for file in made.files)
    assert all(file.path.stat().st_size == file.bytes for file in made.files)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"out": "pack.docx"}, r"ends in \.pdf"),
        ({"max_part_mb": 0}, "megabytes"),
        ({"authority": "atlantis"}, "no profile"),
    ],
)
def test_a_request_that_cannot_be_is_refused_in_words(
    desk: Desk, zoe: Pupil, tmp_path: Path, given: dict, words: str
) -> None:
    out = tmp_path / given.pop("out", "pack.pdf")
    with pytest.raises(RefusedError, match=words):
        packs.make(desk, zoe.id, out, **given)
    assert not out.exists()


def test_a_folder_that_cannot_be_written_to_is_trouble(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    with pytest.raises(TroubleError):
        packs.make(desk, zoe.id, tmp_path / "nowhere" / "pack.pdf")


class Stopping:
    """Progress that a person stops at the third step."""

    steps = 0

    def start(self, what: str, total: int) -> None:
        pass

    def step(self, done: int = 1) -> None:
        self.steps += 1
        if self.steps == 3:
            raise CancelledError


def test_stopping_leaves_nothing_behind(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    before = sorted(path for path in tmp_path.iterdir())
    with pytest.raises(CancelledError):
        packs.make(desk, zoe.id, tmp_path / "pack.pdf", progress=Stopping())
    assert sorted(path for path in tmp_path.iterdir()) == before


def test_a_worker_makes_it_read_only_and_the_desk_records_it(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    attach(desk, zoe, a_text_pdf("Zoë."), "Report")
    reader = desk.reader()
    try:
        made = packs.make(reader, zoe.id, tmp_path / "pack.pdf", authority="generic")
    finally:
        reader.close()
    done = packs.record(desk, made)
    kept = done.value
    assert (kept.pages, kept.authority_id, kept.names_checked) == (made.pages, "generic", False)
    said = json.loads(kept.manifest)
    assert said["files"][0]["sha256"] == made.files[0].sha256
    assert said["appendices"][0]["sha256"] == made.appendices[0].paper.sha256
    assert str(tmp_path) not in kept.manifest
    before = everything(desk)
    desks.undo(desk)
    undoing.redo(desk)
    assert everything(desk) == before


def test_everything_is_done_once(desk: Desk, zoe: Pupil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(desk, zoe, a_text_pdf("Zoë."), "Report")
    attach(desk, zoe, a_text_pdf("Zoë again."), "Letter")
    calls: Counter[str] = Counter()

    def counted(where: object, name: str) -> None:
        real = getattr(where, name)

        def call(*given: object, **named: object) -> object:
            calls[name] += 1
            return real(*given, **named)

        monkeypatch.setattr(where, name, call)

    counted(pack_planning, "compose_pack")
    counted(pack_planning, "render")
    counted(type(desk.store.blobs), "open_read")
    packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    assert calls == {"compose_pack": 1, "render": 1, "open_read": 2}


def test_the_pages_that_were_scanned_are_the_pages_in_the_file(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    attach(desk, zoe, a_text_pdf("Zoë.", "Two."), "Report")
    plan = packs.preview(desk, zoe.id)
    packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    own = read(plan.report)
    assert read(tmp_path / "pack.pdf")[: len(own)] == own


@pytest.mark.skipif(sys.platform == "win32", reason="there a file takes its folder's rights")
def test_a_finished_pack_has_the_rights_of_any_file_and_nothing_else_is_left(
    desk: Desk, zoe: Pupil, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "usual.txt").write_text("x")
    packs.make(desk, zoe.id, out / "pack.pdf")
    assert (out / "pack.pdf").stat().st_mode == (out / "usual.txt").stat().st_mode
    assert sorted(path.name for path in out.iterdir()) == ["pack.pdf", "usual.txt"]


@pytest.mark.parametrize("error", [TroubleError("No room.", "Safe.", "Free some."), RuntimeError("ours")])
def test_what_could_not_be_recorded_says_what_is_where(
    desk: Desk, zoe: Pupil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf")

    def fails(_label: str) -> None:
        raise error

    monkeypatch.setattr(desk.store, "change", fails)
    with pytest.raises(TroubleError) as told:
        packs.record(desk, made)
    assert "The pack was saved" in told.value.happened
    assert ("No room." in told.value.happened) == isinstance(error, TroubleError)
    assert str(tmp_path / "pack.pdf") in told.value.safe


def test_the_same_records_make_the_same_bytes(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    attach(desk, zoe, a_text_pdf("Zoë."), "Report")
    one = packs.make(desk, zoe.id, tmp_path / "one.pdf")
    two = packs.make(desk, zoe.id, tmp_path / "two.pdf")
    assert one.files[0].sha256 == two.files[0].sha256


def test_a_picture_becomes_a_page(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    for form in ("PNG", "JPEG"):
        attach(desk, zoe, a_picture(form), f"Drawing {form}", "work")
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf")
    assert [(each.pages, each.problem, each.unsearchable) for each in made.appendices] == [(1, "", (1,))] * 2


@pytest.mark.skipif(not REAL.is_dir(), reason="the real PDF files are not beside this repository")
def test_every_real_file_is_in_the_pack_or_named_with_why(desk: Desk, zoe: Pupil, tmp_path: Path) -> None:
    names = sorted(REAL.glob("*.pdf"))
    for path in names:
        attachments.attach(desk, zoe.id, path)
    made = packs.make(desk, zoe.id, tmp_path / "pack.pdf", names_checked=True)
    assert len(made.appendices) == len(names)
    pages = read(tmp_path / "pack.pdf")
    text = "\n".join(pages)
    assert len(pages) == made.pages
    for each in made.appendices:
        assert bool(each.pages) != bool(each.problem), each.paper.title
        assert each.paper.title in text
        if each.problem:
            assert each.problem.split(".")[0] in text.replace("\r\n", " ")
    assert [each.paper.filename for each in made.appendices if each.problem] == ["libreoffice-writer-password.pdf"]
    if shutil.which("qpdf"):
        done = subprocess.run(["qpdf", "--check", tmp_path / "pack.pdf"], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_preview_is_made_without_a_file(desk: Desk, zoe: Pupil) -> None:
    plan = packs.preview(desk, zoe.id)
    assert pypdfium2.PdfDocument(io.BytesIO(plan.report))[0].get_size()[0] > 500


def test_the_longest_texts_that_can_be_typed_make_a_pack(desk: Desk) -> None:
    child = a_pupil(desk)
    a_status(desk, child)
    words = "Amelia had a good morning and stayed in class. " * 400
    cycle = a_cycle(desk, child, strategies=words, teacher_assessment=words)
    an_outcome(desk, cycle, aim=words, expected_impact=words)
    for draft in (
        NoteDraft(pupil_id=child.id, on=TODAY, text=words),
        NoteDraft(pupil_id=child.id, on=TODAY, text="x" * 19_000),
        ViewDraft(pupil_id=child.id, on=TODAY, whose="child", words=words),
        MeetingDraft(pupil_id=child.id, on=TODAY, discussed=words, agreed=words),
        InvolvementDraft(pupil_id=child.id, profession="Paediatrician", asked_on=TODAY, advice=words, action=words),
    ):
        records.add(desk, draft)
    assert packs.preview(desk, child.id).pages > 30
