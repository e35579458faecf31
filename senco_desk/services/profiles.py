"""One-page profiles: kept, one for each child; the photo with them; and on paper, for a child, a class or any children.

The photo is a document like any other, encrypted as it came; taking it away puts it into the bin.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.asking_sheet import render_asking_sheet
from senco_desk.documents.one_page_profile import (
    FORMS,
    Fit,
    Form,
    Profiles,
    ProfileSheet,
    fit_of,
    render_profiles,
)
from senco_desk.documents.profile_photo import DRAWN, Photo, photo_of_page
from senco_desk.domain.codes import YEAR_GROUPS
from senco_desk.domain.papers import DOCUMENT_KINDS, Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.profiles import Profile, ProfileDraft
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import in_words
from senco_desk.domain.third_party import Located
from senco_desk.services import (
    attaching,
    attachments,
    paper_deeds,
    previews,
    pupils,
    records,
    schools,
    watermarks,
)
from senco_desk.services.attaching import About, Arriving, Source
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns

__all__ = ["FORMS", "Fit", "Form", "Photo"]

PICTURES = ("image/png", "image/jpeg")


@dataclass(frozen=True)
class Chosen:
    """Children chosen for paper, by name: those who have a profile, and those who have none yet."""

    having: tuple[tuple[Pupil, Profile], ...]
    without: tuple[Pupil, ...]

    @property
    def sentence(self) -> str:
        """Who has none, to be read before printing: `4 of 27 have no profile yet`; empty where everybody has one."""
        count, total = len(self.without), len(self.without) + len(self.having)
        if not count:
            return ""
        if not self.having:
            return "No profile is written yet." if total > 1 else f"{self.without[0].forename} has no profile yet."
        return f"{count} of {total} {'has' if count == 1 else 'have'} no profile yet."


def of(desk: Desk, pupil_id: str) -> Profile | None:
    """A child's profile."""
    return next(iter(nouns.PROFILES.of(desk.store, pupil_id=pupil_id)), None)


def keep(desk: Desk, draft: ProfileDraft) -> Done[Profile]:
    """Keep a child's profile, over the one that there is: earlier states are among its versions.

    Refused with every problem its rule finds.
    """
    there = of(desk, draft.pupil_id)
    if there is None:
        added: Done[Profile] = records.add(desk, draft)
        return added
    said = {name: value for name, value in dict(draft).items() if name in ProfileDraft.model_fields}
    return records.save(desk, Profile(**{**said, "id": there.id}))


def keep_photo(
    desk: Desk, pupil_id: str, source: Source, filename: str = "", progress: Progress | None = None
) -> Done[Document]:
    """Keep a picture as the child's photo, encrypted as it came; it goes into no evidence pack.

    A profile that is kept shows it from now on. Refused where it is no picture that can be shown (PNG or JPEG), and
    where the record holds the file already as something else: a drawing stays the child's drawing.
    """
    about = About(kind="photo", title="Photo")
    (brought,) = attaching.bring_in(desk, pupil_id, [Arriving(source, filename or "photo.png")], about, progress)
    if brought.problem or brought.media_type not in PICTURES:
        if not isinstance(brought, Document):
            attaching.let_go(desk, [brought])
        raise RefusedError(brought.problem or "A photo is a picture: choose a PNG or a JPEG file.")
    if isinstance(brought, Document) and brought.kind not in ("photo", "other"):
        kind = DOCUMENT_KINDS.get(brought.kind, brought.kind)
        raise RefusedError(
            f"This picture is in the record already, as “{brought.title}” ({kind}), and stays that. Choose another"
            " picture; or, if it is the photo, change its kind among the documents first."
        )
    with desk.store.change("Keep photo") as change:
        if isinstance(brought, Document):
            kept = change.save(nouns.DOCUMENTS, brought.model_copy(update={"kind": "photo", "in_pack": False}))
        else:
            kept = change.add(nouns.DOCUMENTS, brought.model_copy(update={"in_pack": False}))
        profile = of(desk, pupil_id)
        if profile is not None:
            change.save(nouns.PROFILES, profile.model_copy(update={"photo_id": kept.id}))
    return done(kept, change)


def remove_photo(desk: Desk, document_id: str) -> Done[None]:
    """Take a photo away, and out of the profile that shows it, as one step; undo brings it back from the bin."""
    photo = nouns.DOCUMENTS.get(desk.store, document_id)
    with desk.store.change("Remove photo") as change:
        paper_deeds.out_of_profiles(desk, change, [photo])
        change.remove(nouns.DOCUMENTS, photo.id)
    return done(None, change)


def photo(desk: Desk, document_id: str | None) -> Photo | None:
    """A photo as it is printed; None where there is none, or where it cannot be shown to the person at the desk.

    Slow the first time, since the file is read in the helper process: call it in a worker.
    """
    if document_id is None or nouns.DOCUMENTS.find(desk.store, document_id) is None:
        return None
    try:
        return photo_of_page(*attachments.render_page(desk, document_id, 0, DRAWN))
    except (RefusedError, TroubleError):
        return None  # a profile without its photo is still a profile


def sheet_of(
    pupil: Pupil, profile: ProfileDraft, picture: Photo | None = None, *, own_voice: bool = True
) -> ProfileSheet:
    """What a profile says on paper; `picture` is its photo as `photo` gives it."""
    year = YEAR_GROUPS.name_of(pupil.year_group) if pupil.year_group else ""
    where = " · ".join(part for part in (year, f"Class {pupil.class_name}" if pupil.class_name else "") if part)
    made = f"Made with {profile.made_with} on {in_words(profile.on)}" if profile.made_with else ""
    return ProfileSheet(
        name=pupil.forename or pupil.surname,
        person=f"{pupil.forename} {pupil.surname[:1]}.".strip() if pupil.surname else pupil.forename,
        place=where,
        liked=profile.liked,
        matters=profile.matters,
        helps=profile.helps,
        must_knows=tuple(line for line in profile.must_knows if line),
        made=made or f"Made on {in_words(profile.on)}",
        photo=picture,
        own_voice=own_voice,
    )


def laid_out(
    desk: Desk,
    pupil: Pupil,
    draft: ProfileDraft,
    picture: Photo | None,
    *,
    form: Form = "standard",
    own_voice: bool = True,
    progress: Progress | None = None,
) -> tuple[previews.Paper, Fit]:
    """The page of a profile that may not be kept yet, to be looked at, and whether it fits on one; nothing is kept."""
    sheet, out = sheet_of(pupil, draft, picture, own_voice=own_voice), io.BytesIO()
    render_profiles(
        [sheet], out, school=schools.school(desk).name, dated=in_words(desk.today), form=form,
        watermark=watermarks.of(desk), progress=progress,
    )  # fmt: skip
    return previews.paper(out.getvalue()), fit_of(sheet)


def chosen(desk: Desk, pupil_ids: Iterable[str]) -> Chosen:
    """Which of these children have a profile, and which not, in the order given; nobody twice."""
    having, without = [], []
    for pupil_id in dict.fromkeys(pupil_ids):
        pupil, profile = pupils.get(desk, pupil_id), of(desk, pupil_id)
        if profile is None:
            without.append(pupil)
        else:
            having.append((pupil, profile))
    return Chosen(tuple(having), tuple(without))


def print_profiles(
    desk: Desk,
    target: Path | BinaryIO,
    pupil_ids: Iterable[str],
    *,
    form: Form = "standard",
    own_voice: bool = True,
    progress: Progress | None = None,
) -> Profiles:
    """Write the profiles of children as one PDF, to a file or a stream: each begins on a page of its own.

    Those who have none are passed over (`chosen` names them). Refused where none of them has one, and for somebody
    who may not print.
    """
    desk.need("export")
    found = chosen(desk, pupil_ids)
    if not found.having:
        raise RefusedError(
            "None of these children has a one-page profile yet. Write one under Profile and views, on the child’s page."
        )
    watched = progress or Silent()
    watched.start("Reading the profiles", len(found.having))
    sheets = []
    for pupil, profile in found.having:
        sheets.append(sheet_of(pupil, profile, photo(desk, profile.photo_id), own_voice=own_voice))
        watched.step()
    return render_profiles(
        sheets, target, school=schools.school(desk).name, dated=in_words(desk.today), form=form,
        watermark=watermarks.of(desk), progress=progress,
    )  # fmt: skip


def texts_of(pupil: Pupil, profile: ProfileDraft) -> tuple[Pupil, tuple[Located, ...]]:
    """What a child's profile says, for `paper_names.other_names`."""
    said = "\n".join((profile.liked, profile.matters, profile.helps, *profile.must_knows))
    return pupil, (Located(said, f"{pupil.forename}’s profile"),)


def print_asking_sheet(desk: Desk, target: Path | BinaryIO, pupil_id: str) -> int:
    """Write an empty easy-read sheet on which a child says what they think; answers its pages."""
    desk.need("export")
    pupil = pupils.get(desk, pupil_id)
    name, school = pupil.forename or pupil.surname, schools.school(desk).name
    return render_asking_sheet(target, school=school, name=name, watermark=watermarks.of(desk))
