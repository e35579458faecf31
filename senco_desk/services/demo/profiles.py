"""One-page profiles for some of the demo school's children, a few with a drawn face for a photo. All of it is made up.

Drawn from a random source of each child's own, so that the rest of the demo stays as it was.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from senco_desk.documents.specimens import drawing_png, face_png
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.domain.terms import in_words
from senco_desk.domain.views import ViewDraft
from senco_desk.services import attaching, profiles, pupils
from senco_desk.services.attaching import About, Arriving
from senco_desk.services.demo.cohort import Child
from senco_desk.services.desk import Desk
from senco_desk.store import nouns

WANTED = 12
"""So many children have a profile; every third of the others has none, as in a real school in November."""

_RICH: dict[str, tuple[str, str, str, tuple[str, ...], str]] = {
    "Amelia": (
        "I draw with great care and I notice things nobody else sees.\nI am kind to the little ones at lunch.",
        (
            "My dog Biscuit, and drawing. Knowing what comes next. Sitting with Ruby at the front."
            "\nI do not like it when people finish my sentences."
        ),
        (
            "Give me time: count to ten in your head before you ask again.\nShow me as well as telling me, one step at"
            " a time.\nAsk me to say it back, so we both know that I have got it."
        ),
        (
            "Wait ten seconds for an answer; do not finish her sentences.",
            "One instruction at a time, with a picture or an example.",
            "She nods when she has not understood: ask her to say it back.",
        ),
        "Amelia, her mum and Mr Price",
    ),
    "Yusuf": (
        "I know every station on the line to London.\nI am honest, and I remember what was promised.",
        "Timetables, trains, and things happening when they should. Quiet. My ear defenders.",
        (
            "Tell me about a change the day before if you can, and write it down.\nLet me come in by the side door,"
            " five minutes early.\nIf it gets too loud, I go to the reading corner and come back by myself."
        ),
        (
            "Tell him of any change before the lesson, in writing.",
            "Ear defenders are on his peg; the hall is too loud without them.",
            "He may go to the reading corner: do not follow, he comes back.",
        ),
        "Yusuf, his father and Mrs Osei",
    ),
    "Zoë": (
        "I am funny and I swim like a fish.\nI look after people who are new, because I was new.",
        "Swimming on Thursdays. Gran. Knowing who is here today.",
        (
            "Say good morning to me first thing.\nWhen I am cross, give me a job to do; talk to me about it after."
            "\nTell me early if my adult is away."
        ),
        (
            "Greet her at the door: mornings decide the day.",
            "When she is cross give her a job, talk later.",
            "Tell her early when a known adult is away.",
        ),
        "Zoë, her gran and Miss Lane",
    ),
}

_LIKED = (
    "I make people laugh.\nI never give up on a puzzle.", "I am a good friend and I share.",
    "I know a lot about animals.\nI am gentle.", "I have great ideas for games.", "I work hard, and I help to tidy up.",
)  # fmt: skip
_MATTERS = (
    "Football, my cousins, and being asked rather than told.", "My guinea pig. Sitting near the window. Art.",
    "Lego, and having enough time to finish.", "Baking with Nan. Knowing who will collect me.",
    "Space, and the library on Wednesdays.",
)  # fmt: skip
_HELPS = (
    "Break it into small steps and tick them off with me.\nPraise me quietly.",
    "Read the question with me first.\nLet me show what I know by talking.",
    "Give me a warning before we stop.\nA movement break helps me to listen.",
    "Sit me where I can see your face.\nSay my name before you ask.",
    "Let me use the laptop for long writing.\nDo not ask me to read aloud unless I offer.",
)  # fmt: skip
_KNOWS = (
    (
        "Say the name first, then the question.",
        "Five minutes’ warning before a change.",
        "Praise quietly, never aloud.",
    ),
    ("Read instructions aloud; no reading aloud in front of the class.", "Laptop for more than a paragraph."),
    ("Movement break every twenty minutes.", "Seat at the side, with a clear way out.", "Water bottle on the table."),
    ("Face the child when you speak.", "Check hearing aids are on.", "Write key words on the board."),
    ("Tick list on the desk: one step at a time.", "Finish is better than neat.", "Ask Mrs Osei if unsure."),
)


def add_profiles(desk: Desk, documented: Sequence[tuple[Child, str]], today: date) -> None:
    """Profiles for the rich records and some of the others, drawn faces for half of them, and a drawing of today's."""
    chosen = [each for at, each in enumerate(documented) if each[0].rich or at % 3][:WANTED]
    for number, (child, pupil_id) in enumerate(chosen):
        chance = random.Random(f"profile/{child.draft.upn}")  # noqa: S311  a story, not a secret
        photo_id = None
        if child.rich or number % 2:
            photo_id = profiles.keep_photo(desk, pupil_id, face_png(chance.randint(0, 9999)), "photo.png").value.id
        profiles.keep(desk, _draft(child, pupil_id, today, chance, photo_id))
        if child.rich == "Amelia":
            _drawn(desk, pupil_id, today - timedelta(days=11))


def _draft(child: Child, pupil_id: str, today: date, chance: random.Random, photo_id: str | None) -> ProfileDraft:
    on = today - timedelta(days=chance.randint(8, 60))
    if child.rich in _RICH:
        liked, matters, helps, knows, made_with = _RICH[child.rich]
        return ProfileDraft(pupil_id=pupil_id, on=on, liked=liked, matters=matters, helps=helps, must_knows=knows,
                            made_with=made_with, photo_id=photo_id)  # fmt: skip
    at = chance.randrange(len(_HELPS))
    return ProfileDraft(
        pupil_id=pupil_id, on=on, liked=chance.choice(_LIKED), matters=chance.choice(_MATTERS), helps=_HELPS[at],
        must_knows=_KNOWS[chance.randrange(len(_KNOWS))], made_with=f"{child.name} and the class teacher",
        photo_id=photo_id,
    )  # fmt: skip


def _drawn(desk: Desk, pupil_id: str, on: date) -> None:
    """Words with the drawing they were said about, line by line as they were said."""
    with desk.store.change("Add view") as change:
        said = change.add(
            nouns.VIEWS,
            ViewDraft(
                pupil_id=pupil_id, whose="child", on=on, method="drawn", person=pupils.get(desk, pupil_id).forename,
                prompt="What does a good day look like?",
                words="This is me.\nThis is Biscuit.\n   He is not allowed in school, but he is in my picture.",
            ),
        )  # fmt: skip
    who = pupils.get(desk, pupil_id).forename
    about = About("child-view", f"Drawing or photo, {in_words(on)}", who, on, view_id=said.id)
    attaching.take_in(desk, pupil_id, [Arriving(drawing_png(12), "good-day.png")], about)
