"""One-page profiles: one for each child, the photo with it, on paper for a class; the class sheet and its names."""

from datetime import date
from io import BytesIO

import pytest

from senco_desk.documents.inspect import text_of
from senco_desk.domain.needs import DiagnosisDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.domain.third_party import Located
from senco_desk.services import (
    attachments,
    class_sheets,
    desks,
    paper_deeds,
    paper_names,
    profiles,
    pupils,
    records,
    trail,
    versions,
)
from senco_desk.services.versions import Subject
from tests.builders import TODAY, a_cycle, a_desk, a_pupil, a_status, everything
from tests.papers import a_picture, a_text_pdf


@pytest.fixture
def desk(tmp_path):
    made = a_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def amelia(desk):
    made = a_pupil(desk)
    a_status(desk, made)
    return made


def a_profile(desk, pupil, **fields):
    usual = {"liked": "Kind.", "matters": "Biscuit the dog.", "helps": "Time.", "must_knows": ("Wait.",), "on": TODAY}
    return profiles.keep(desk, ProfileDraft(pupil_id=pupil.id, **usual | fields)).value


def words(write):
    out = BytesIO()
    write(out)
    return " ".join(" ".join(text_of(out.getvalue())).split())


def test_a_second_profile_is_a_version_of_the_first(desk, amelia):
    first = a_profile(desk, amelia)
    second = a_profile(desk, amelia, liked="Kind and funny.")
    assert first.id == second.id
    assert profiles.of(desk, amelia.id).liked == "Kind and funny."
    kept = versions.versions(desk, Subject("profile", first.id))
    assert ["Kind and funny." in str(each.passages) for each in kept] == [True, False]
    desks.undo(desk)
    assert profiles.of(desk, amelia.id).liked == "Kind."


def test_an_empty_one_is_refused_with_what_to_do(desk, amelia):
    with pytest.raises(RefusedError, match="at least one thing"):
        profiles.keep(desk, ProfileDraft(pupil_id=amelia.id, on=TODAY))


def test_a_photo_is_kept_whole_shown_by_the_profile_and_removed_in_one_step(desk, amelia):
    a_profile(desk, amelia)
    picture = a_picture("PNG")
    photo = profiles.keep_photo(desk, amelia.id, picture, "face.png").value
    assert (photo.kind, photo.in_pack) == ("photo", False)
    assert desk.store.blobs.read(photo.blob) == picture
    assert profiles.of(desk, amelia.id).photo_id == photo.id
    assert profiles.photo(desk, photo.id) is not None
    before = everything(desk)
    profiles.remove_photo(desk, photo.id)
    assert profiles.of(desk, amelia.id).photo_id is None
    assert pupils.record_of(desk, amelia.id).documents == ()
    desks.undo(desk)
    assert everything(desk) == before


def test_what_is_no_picture_is_refused_and_nothing_is_left(desk, amelia):
    before = everything(desk)
    for file in (a_text_pdf("No face"), b"not a picture"):
        with pytest.raises(RefusedError):
            profiles.keep_photo(desk, amelia.id, file, "face.png")
    assert everything(desk) == before
    assert [each for each in (desk.store.folder / "files").rglob("*") if each.is_file()] == []


def test_a_childs_drawing_is_never_made_the_photo(desk, amelia):
    drawing = attachments.attach(desk, amelia.id, a_picture("PNG"), kind="child-view", filename="me.png").value
    before = everything(desk)
    with pytest.raises(RefusedError, match="in the record already, as “me”"):
        profiles.keep_photo(desk, amelia.id, a_picture("PNG"), "face.png")
    assert everything(desk) == before
    assert desk.store.blobs.read(drawing.blob) == a_picture("PNG")
    records.save(desk, drawing.model_copy(update={"kind": "other"}))
    assert profiles.keep_photo(desk, amelia.id, a_picture("PNG"), "face.png").value.id == drawing.id


def test_a_photo_that_is_gone_leaves_the_profile_printable(desk, amelia):
    a_profile(desk, amelia)
    photo = profiles.keep_photo(desk, amelia.id, a_picture("PNG"), "face.png").value
    desk.store.blobs.remove(photo.blob)
    assert profiles.photo(desk, photo.id) is None
    assert "Kind." in words(lambda out: profiles.print_profiles(desk, out, [amelia.id]))


def test_who_has_none_is_said_and_the_others_are_printed(desk, amelia):
    yusuf, grace = a_pupil(desk, legal_forename="Yusuf"), a_pupil(desk, legal_forename="Grace")
    a_profile(desk, amelia)
    found = profiles.chosen(desk, [amelia.id, yusuf.id, grace.id, amelia.id])
    assert found.sentence == "2 of 3 have no profile yet."
    assert profiles.chosen(desk, [amelia.id, yusuf.id]).sentence == "1 of 2 has no profile yet."
    assert profiles.chosen(desk, [amelia.id]).sentence == ""
    made = profiles.print_profiles(desk, BytesIO(), [amelia.id, yusuf.id])
    assert made.pages == (1,)
    with pytest.raises(RefusedError, match="Profile and views"):
        profiles.print_profiles(desk, BytesIO(), [yusuf.id])


def test_no_number_no_code_and_no_mark_of_the_safeguarding_lead_is_printed(desk):
    child = a_pupil(desk, see_dsl=True, medical="Asthma", disability="Autism")
    a_status(desk, child, "K", ("ASD",))
    records.add(desk, DiagnosisDraft(pupil_id=child.id, what="Autism", made_by="Dr Osman", note=""))
    a_profile(desk, child)
    sheet = words(lambda out: class_sheets.class_sheet_pdf(desk, out, ["4B"]))
    for paper in (words(lambda out: profiles.print_profiles(desk, out, [child.id])), sheet):
        for never in (child.upn, "ASD", "Autism", "Asthma", "DSL", "safeguarding"):
            assert never not in paper
    ticked = words(lambda out: class_sheets.class_sheet_pdf(desk, out, ["4B"], diagnoses=True))
    assert "Autism" in ticked
    assert "DSL" not in ticked


def test_the_class_sheet_has_every_child_with_support_and_the_plan_of_the_day(desk, amelia):
    a_profile(desk, amelia, must_knows=("Count to ten.", "One step."))
    a_cycle(desk, amelia, strategies="Pre-teach the words of a topic. Show, then tell.")
    grace = a_pupil(desk, legal_forename="Grace", legal_surname="Day")
    a_status(desk, grace, "monitoring", (), start=date(2026, 9, 18))
    a_pupil(desk, legal_forename="Nobody", legal_surname="Special")
    other = a_pupil(desk, legal_forename="Yusuf", class_name="6A", year_group="6")
    a_status(desk, other, "E")
    assert [(each.name, len(each.pupil_ids)) for each in class_sheets.classes(desk)] == [("4B", 2), ("6A", 1)]
    paper = words(lambda out: class_sheets.class_sheet_pdf(desk, out, ["4B"]))
    for said in ("Amelia O’Neill", "1. Count to ten.", "Show, then tell.", "04/12/2026", "Grace Day", "Monitoring"):
        assert said in paper, said
    assert "Nobody" not in paper
    assert "Yusuf" not in paper


def test_another_childs_name_is_found_and_a_classmates_on_the_sheet_is_not(desk, amelia):
    ivo = a_pupil(desk, legal_forename="Ivo", legal_surname="Bellweather")
    a_status(desk, ivo)
    kept = a_profile(desk, amelia, helps="Do not sit me with Ivo Bellweather.")
    (found,) = paper_names.other_names(desk, [profiles.texts_of(amelia, kept)])
    assert found[0].id == amelia.id
    assert found[1].name == "Ivo Bellweather"
    assert found[1].where == "Amelia’s profile"
    texts = [(amelia, (Located("Sits beside Ivo Bellweather.", "the line of Amelia"),))]
    assert paper_names.other_names(desk, texts, own=[amelia, ivo]) == ()
    kept = a_profile(desk, amelia, helps="Amelia O’Neill likes to be asked.")
    assert paper_names.other_names(desk, [profiles.texts_of(amelia, kept)]) == ()


def test_what_went_out_is_noted_for_each_child(desk, amelia):
    yusuf = a_pupil(desk, legal_forename="Yusuf")
    trail.note_each(desk, trail.PRINT, [amelia.id, yusuf.id], "One-page profile, 2 pages")
    entries = trail.listed(desk).entries[:2]
    assert {each.pupil_id for each in entries} == {amelia.id, yusuf.id}
    assert {each.what for each in entries} == {"One-page profile, 2 pages"}


def test_a_photo_that_is_taken_out_among_the_documents_leaves_the_profile_too(desk, amelia):
    yusuf = a_pupil(desk, legal_forename="Yusuf")
    a_profile(desk, amelia)
    photo = profiles.keep_photo(desk, amelia.id, a_picture("PNG"), "face.png").value
    before = everything(desk)
    for deed in (lambda: paper_deeds.remove(desk, [photo]), lambda: paper_deeds.move(desk, photo, yusuf.id)):
        deed()
        assert profiles.of(desk, amelia.id).photo_id is None
        desks.undo(desk)
        assert everything(desk) == before


def test_a_document_that_something_else_names_says_what(desk, amelia):
    paper = attachments.attach(desk, amelia.id, b"a letter", filename="letter.txt").value
    records.add(desk, DiagnosisDraft(pupil_id=amelia.id, what="Hearing loss", document_id=paper.id))
    with pytest.raises(RefusedError, match="while a diagnosis names it"):
        paper_deeds.remove(desk, [paper])
