"""What support looks like, need by need: outcomes that can be counted, provision, strategies, and people's words.

Placeholders: `{name}` is the child's forename.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from senco_desk.domain.needs import AreaCode


@dataclass(frozen=True)
class Aim:
    """An outcome that can be counted: from a baseline between `low` and `high`, hoped to rise (or fall) by `step`."""

    aim: str
    measure: str
    low: int
    high: int
    step: int


@dataclass(frozen=True)
class Support:
    """A provision line: minutes, sessions a week, group size, the role that gives it, and its tier."""

    what: str
    minutes: int
    sessions: int
    group: int
    role: str
    tier: Literal["ordinarily_available", "targeted", "specialist"] = "targeted"


@dataclass(frozen=True)
class NeedLibrary:
    """What is usual for children with a type of need."""

    area: AreaCode
    strengths: tuple[str, ...]
    difficulties: tuple[str, ...]
    aims: tuple[Aim, ...]
    supports: tuple[Support, ...]
    strategies: tuple[str, ...]
    child_says: tuple[str, ...]
    parent_says: tuple[str, ...]
    profession: str
    advice: str


_SPEECH = NeedLibrary(
    area="ci",
    strengths=("Draws with great care and explains pictures well", "Kind to younger children", "Loves football"),
    difficulties=(
        "Finds long spoken instructions hard to hold on to and often watches what others do first",
        "New words need to be met many times; sentences are short and word endings are missed",
    ),
    aims=(
        Aim("{name} follows two-part spoken instructions without a repeat", "of 10 instructions", 2, 4, 4),
        Aim("{name} uses newly taught topic words when talking", "of 12 words", 1, 3, 6),
        Aim("{name} asks for help when something is not understood", "times a week", 0, 1, 4),
    ),
    supports=(
        Support("Language group", 30, 3, 4, "TA"),
        Support("Word Aware, pre-teaching of topic words", 20, 2, 2, "TA"),
        Support("Speech sounds, 1:1 from the therapist’s programme", 15, 4, 1, "TA"),
    ),
    strategies=(
        "Say the name first, one instruction at a time, and wait ten seconds.",
        "Draw or show new words; keep the word mat on the table.",
    ),
    child_says=(
        "I like it when Mr Price draws what the words mean.",
        "I can tell Miss when I don’t get it now.",
        "Carpet time is too many words.",
    ),
    parent_says=(
        "At home we have started using the picture list in the morning and there are fewer tears.",
        "He tells us about school at tea time now, which he never did.",
        "We worry about how it will be in the juniors when there is more writing.",
    ),
    profession="Speech and language therapist",
    advice="Teach understanding of two- and three-part instructions; colourful semantics in class; review in a year.",
)
_LITERACY = NeedLibrary(
    area="cl",
    strengths=("Builds anything from anything", "Remembers stories after hearing them once", "A quick sense of humour"),
    difficulties=(
        "Reading is slow and effortful, and spelling does not yet show what is understood",
        "Needs many more repetitions than others before a new fact or sound is remembered",
    ),
    aims=(
        Aim("{name} reads high-frequency words at sight", "of 100 words", 20, 35, 30),
        Aim("{name} spells words with the sounds taught so far", "of 20 words", 4, 8, 7),
        Aim("{name} writes three sentences about a shared text without help", "sentences", 0, 1, 2),
    ),
    supports=(
        Support("Precision teaching, 1:1", 15, 5, 1, "TA"),
        Support("Phonics catch-up group", 25, 4, 5, "TA"),
        Support("Reading with a trained adult", 20, 3, 1, "HLTA"),
    ),
    strategies=(
        "Read questions aloud; accept answers spoken, drawn or typed.",
        "Coloured overlay and larger print; never asked to read aloud without warning.",
    ),
    child_says=(
        "My brain is good at making things. Reading makes it tired.",
        "I read a whole page to my sister.",
        "I like the laptop because it doesn’t look messy.",
    ),
    parent_says=(
        "She hides her reading book, but will read the cereal packet.",
        "We can see the difference since the one-to-one started.",
        "My older son had the same and nobody noticed until Year 9.",
    ),
    profession="Educational psychologist",
    advice="Short, daily, cumulative practice of reading; reduce copying; teach typing; check working memory load.",
)
_SOCIAL = NeedLibrary(
    area="semh",
    strengths=("Fiercely loyal", "Notices when somebody is left out", "Good at running and at looking after animals"),
    difficulties=(
        "Big feelings come quickly, and it takes a long time to be calm again",
        "Mornings and changes of adult are hardest",
    ),
    aims=(
        Aim("{name} uses the calm corner before hitting out", "times in 10", 1, 3, 5),
        Aim("{name} is in class and learning for the whole morning", "mornings a week", 1, 2, 3),
        Aim("{name} plays a game with two others to its end", "times a week", 0, 1, 3),
    ),
    supports=(
        Support("Emotional literacy support, 1:1", 40, 1, 1, "ELSA"),
        Support("Meet and greet", 15, 5, 1, "TA"),
        Support("Play skills group at lunch", 30, 2, 4, "ELSA"),
    ),
    strategies=(
        "A calm start: the same adult, the same job, every morning.",
        "Warn of changes; offer two choices; praise quietly.",
    ),
    child_says=(
        "I get a volcano in my tummy and Miss Bell helps it go down.",
        "I like feeding the guinea pigs first.",
        "I don’t want everyone looking when I’m cross.",
    ),
    parent_says=(
        "Since the meet and greet we get to the gate without a fight.",
        "Please ring before it gets big, not after.",
        "He has been through a lot and he is still the kindest boy.",
    ),
    profession="CAMHS",
    advice="Keep the trusted adult constant; co-regulate first, talk later; family work offered.",
)
_AUTISM = NeedLibrary(
    area="ci",
    strengths=("Knows everything about trains and maps", "Truthful and fair", "Works with great focus on what matters"),
    difficulties=(
        "Noise, unplanned changes and unwritten social rules use up energy that is then missing for learning",
        "Group work needs the parts and the words given beforehand",
    ),
    aims=(
        Aim("{name} manages a change of plan with the visual timetable", "of 10 changes", 1, 3, 5),
        Aim("{name} joins a group task with a given part", "times a week", 0, 1, 3),
        Aim("{name} asks for a movement break with the card", "times in 10", 1, 2, 6),
    ),
    supports=(
        Support("In-class support, English and mathematics", 50, 5, 1, "TA", "specialist"),
        Support("Social understanding group", 30, 2, 3, "HLTA"),
        Support("Sensory circuit", 15, 5, 6, "TA", "ordinarily_available"),
    ),
    strategies=(
        "Visual timetable on the desk; changes shown before they happen.",
        "Ear defenders and a quiet place without having to ask.",
    ),
    child_says=(
        "The hall hurts my ears at lunch.",
        "I like knowing what comes next.",
        "When it is my job to read the map I like groups.",
    ),
    parent_says=(
        "He holds it together at school and falls apart at home.",
        "The visual timetable is on our fridge too now.",
        "We would like him to have one real friend.",
    ),
    profession="Paediatrician",
    advice="Autism confirmed. Visual structure, planned breaks and sensory adjustments across the day.",
)
_SENSORY = NeedLibrary(
    area="sp",
    strengths=("Independent and organised", "Sings in tune", "Will have a go at anything"),
    difficulties=(
        "Tires by the afternoon; recording by hand is slow",
        "Misses what is said in a noisy room or behind the back",
    ),
    aims=(
        Aim("{name} types as quickly as friends write", "words a minute", 4, 8, 8),
        Aim("{name} tells an adult when equipment does not work", "times in 10", 2, 4, 5),
        Aim("{name} gets ready for PE without help", "times in 10", 2, 4, 5),
    ),
    supports=(
        Support("Touch typing", 20, 3, 3, "TA"),
        Support("Physiotherapy exercises", 20, 3, 1, "TA", "specialist"),
        Support("Specialist teacher’s programme", 30, 1, 1, "HLTA", "specialist"),
    ),
    strategies=("Seat near the front with a clear view of faces.", "Check equipment each morning together."),
    child_says=("My hand gets tired before my head does.", "I can do it, just give me a minute."),
    parent_says=("She wants to do everything her brother does.", "Please tell supply teachers about the radio aid."),
    profession="Specialist teacher (hearing)",
    advice="Radio aid for all teaching; face the class when speaking; annual check of equipment.",
)

LIBRARY: dict[str, NeedLibrary] = {
    "SLCN": _SPEECH,
    "MLD": _LITERACY,
    "SPLD": _LITERACY,
    "SEMH": _SOCIAL,
    "ASD": _AUTISM,
    "HI": _SENSORY,
    "PD": _SENSORY,
    "VI": _SENSORY,
    "DS": _SPEECH,
}
"""By DfE type of need."""

WEIGHTS = {"SLCN": 34, "SEMH": 20, "SPLD": 14, "MLD": 13, "ASD": 13, "PD": 2, "HI": 2, "VI": 1, "DS": 1}
"""How often a type is primary, near enough to what schools have."""

IMPACT = {
    -1: "{name} made a start, but less than hoped; sessions were missed and the target was too big a step.",
    0: "{name} made the progress expected, with adults close by; it is not yet seen without them.",
    1: "{name} made more progress than expected in the group; it is beginning to show in class.",
}
QUALITY = (
    "Delivered as planned by a trained adult; seen twice by the SENCO.",
    "Most sessions ran; three were lost to cover. The resources were right.",
    "Moved from the corridor to the small room in week three, which helped.",
)
"""What was said of impact by rating, and of the quality of the support."""
