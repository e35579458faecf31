"""SEN, year groups, attendance and suspension: the census codes of school life, as data with their sources."""

from __future__ import annotations

from senco_desk.domain.code_sets import Code, CodeSet

_CBDS = "DfE Common Basic Data Set"
_MAY = "May 2026"

PROVISION = CodeSet(
    id="sen_provision",
    title="SEN provision",
    source=f"{_CBDS}, CS096",
    version=_MAY,
    confidence="confirmed",
    codes=(
        Code(
            code="N",
            name="No special educational need",
            plain="Not on the register",
            aliases=("No special educational needs", "No SEN", "None", "Not SEN", "No SEN provision"),
        ),
        Code(
            code="K",
            name="SEN Support",
            aliases=("Special educational needs support", "SEN Supported", "School SEN Support"),
        ),
        Code(
            code="E",
            name="Education, Health and Care plan",
            plain="EHC plan",
            aliases=("EHCP", "EHC", "Education Health Care Plan", "Education, Health and Care Plan (EHCP)"),
        ),
        Code(
            code="S",
            name="Statement of special educational needs",
            plain="Statement",
            aliases=("Statemented", "Statement of SEN"),
            legacy=True,
            becomes="E",
            note="Statements ended in 2018. Recorded as an EHC plan.",
            confidence="unconfirmed",
        ),
        Code(
            code="A",
            name="School Action",
            legacy=True,
            becomes="K",
            ask_first=True,
            note="School Action ended in 2015. Confirm that the child is at SEN Support today.",
            confidence="unconfirmed",
        ),
        Code(
            code="P",
            name="School Action Plus",
            legacy=True,
            becomes="K",
            ask_first=True,
            note="School Action Plus ended in 2015. Confirm that the child is at SEN Support today.",
            confidence="unconfirmed",
        ),
    ),
    note="N, K and E together make up the whole roll.",
)

AREAS_OF_NEED = CodeSet(
    id="areas_of_need",
    title="Broad areas of need",
    source="SEND Code of Practice 2015, 6.28 to 6.35",
    version="January 2015",
    confidence="confirmed",
    codes=(
        Code(code="ci", name="Communication and interaction", aliases=("C&I", "C and I")),
        Code(code="cl", name="Cognition and learning", aliases=("C&L", "C and L")),
        Code(code="semh", name="Social, emotional and mental health", aliases=("SEMH difficulties",)),
        Code(
            code="sp",
            name="Sensory and/or physical",
            aliases=("Sensory and physical", "Sensory/physical", "Sensory and/or physical needs", "S&P", "P&S"),
        ),
    ),
)

SEN_TYPES = CodeSet(
    id="sen_types",
    title="Type of need",
    source=_CBDS,
    version=_MAY,
    confidence="secondary",
    codes=(
        Code(
            code="SPLD",
            name="Specific Learning Difficulty",
            plain="Specific learning difficulty",
            group="cl",
            aliases=("Specific Learning Difficulties", "Dyslexia", "Specific Learning Difficulty (Dyslexia)"),
            note="Written SpLD by many. Includes dyslexia, dyscalculia and dyspraxia.",
        ),
        Code(
            code="MLD",
            name="Moderate Learning Difficulty",
            plain="Moderate learning difficulty",
            group="cl",
            aliases=("Moderate Learning Difficulties",),
        ),
        Code(
            code="SLD",
            name="Severe Learning Difficulty",
            plain="Severe learning difficulty",
            group="cl",
            aliases=("Severe Learning Difficulties",),
        ),
        Code(
            code="PMLD",
            name="Profound & Multiple Learning Difficulty",
            plain="Profound and multiple learning difficulty",
            group="cl",
            aliases=("Profound and Multiple Learning Difficulties",),
        ),
        Code(
            code="SEMH",
            name="Social, Emotional and Mental Health",
            plain="Social, emotional and mental health",
            group="semh",
            aliases=(
                "BESD",
                "Behaviour, Emotional and Social Difficulties",
                "Behavioural, Emotional and Social Difficulties",
                "Social, Emotional and Mental Health needs",
            ),
        ),
        Code(
            code="SLCN",
            name="Speech, Language and Communication Needs",
            plain="Speech, language and communication",
            group="ci",
            aliases=("Speech, Language and Communication Need", "Speech, Language and Communication Difficulties"),
        ),
        Code(
            code="ASD",
            name="Autistic Spectrum Disorder",
            plain="Autism",
            group="ci",
            aliases=("AUT", "ASC", "Autism Spectrum Disorder", "Autism Spectrum Condition", "Autistic"),
        ),
        Code(
            code="HI",
            name="Hearing Impairment",
            plain="Hearing impairment",
            group="sp",
            aliases=("Hearing Impaired", "Deaf"),
        ),
        Code(
            code="VI",
            name="Vision Impairment",
            plain="Vision impairment",
            group="sp",
            aliases=("Visual Impairment", "Visually Impaired"),
        ),
        Code(
            code="MSI",
            name="Multi-Sensory Impairment",
            plain="Multi-sensory impairment",
            group="sp",
            aliases=("MSL", "Multi-Sensory Loss", "Multisensory Impairment"),
            note="Some authorities write MSL, multi-sensory loss.",
        ),
        Code(code="PD", name="Physical Disability", plain="Physical disability", group="sp", aliases=("Physical",)),
        Code(
            code="DS",
            name="Down Syndrome",
            plain="Down syndrome",
            group="cl",
            aliases=("DYNA", "Down's Syndrome", "Downs Syndrome"),
            note=(
                "Collected from January 2025; many systems and forms do not know it yet. No broad area is "
                "fixed for it: it is most often placed under cognition and learning."
            ),
            confidence="unconfirmed",
        ),
        Code(
            code="OTH",
            name="Other Difficulty/Disability",
            plain="Other difficulty or disability",
            aliases=("Other", "Other Difficulty"),
        ),
        Code(
            code="NSA",
            name="SEN support but no specialist assessment of type of need",
            plain="No specialist assessment of type of need",
            aliases=("UKN", "No Specialist Assessment"),
            note="For SEN Support only.",
        ),
    ),
    note="Two at most go to the census: rank 1 is primary, rank 2 secondary. These are not suspension reasons.",
)

_STAGES = (
    ("KS1", range(1, 3)),
    ("KS2", range(3, 7)),
    ("KS3", range(7, 10)),
    ("KS4", range(10, 12)),
    ("KS5", range(12, 15)),
)

YEAR_GROUPS = CodeSet(
    id="year_groups",
    title="National Curriculum year",
    source=_CBDS,
    version=_MAY,
    confidence="secondary",
    codes=(
        Code(code="N1", name="Nursery 1", group="EYFS", aliases=("Nursery year 1", "Nursery first year")),
        Code(code="N2", name="Nursery 2", group="EYFS", aliases=("Nursery year 2", "Nursery second year")),
        Code(
            code="R",
            name="Reception",
            group="EYFS",
            aliases=("Rec", "YR", "Year R", "Yr R", "Reception Year", "Reception class", "FS2", "Year Reception"),
        ),
        *(
            Code(
                code=str(year),
                name=f"Year {year}",
                group=stage,
                aliases=(f"Y{year}", f"Yr {year}", f"Yr{year}", f"Year{year}", f"{year:02d}", f"{year}.0")
                + ((f"Year {year:02d}", f"Y{year:02d}") if year < 10 else ()),
            )
            for stage, years in _STAGES
            for year in years
        ),
        Code(
            code="X",
            name="Not following a National Curriculum year",
            aliases=("Year X", "Mixed year", "Not applicable"),
            confidence="unconfirmed",
        ),
    ),
    note="The group is the key stage; the order is the order of the years.",
)

PRESENT, OFF_SITE, AUTHORISED, UNABLE, UNAUTHORISED, ADMIN = (
    "present",
    "off-site",
    "authorised",
    "unable",
    "unauthorised",
    "admin",
)

ATTENDANCE = CodeSet(
    id="attendance",
    title="Attendance codes",
    source="DfE, Working together to improve school attendance",
    version="19 August 2024",
    confidence="secondary",
    codes=(
        Code(code="/", name="Present in the morning", group=PRESENT),
        Code(code="\\", name="Present in the afternoon", group=PRESENT),
        Code(code="L", name="Late, before the register closed", group=PRESENT),
        Code(code="B", name="Educated off site", group=OFF_SITE, note="Needs a written note of what it was."),
        Code(
            code="K",
            name="At provision arranged by the local authority (section 19)",
            group=OFF_SITE,
            note="Needs a written note of what it was. Not SEN Support, which shares the letter.",
        ),
        Code(code="P", name="Sporting activity agreed by the school", group=OFF_SITE),
        Code(code="V", name="Educational visit or trip", group=OFF_SITE),
        Code(code="W", name="Work experience", group=OFF_SITE),
        Code(code="C", name="Leave in exceptional circumstances", group=AUTHORISED),
        Code(code="C1", name="Regulated performance or employment abroad", group=AUTHORISED),
        Code(
            code="C2",
            name="Part-time timetable",
            group=AUTHORISED,
            note="A sign to look into: a reduced timetable because needs are not met has no lawful basis.",
        ),
        Code(
            code="E",
            name="Suspended or permanently excluded",
            group=AUTHORISED,
            note="Not an EHC plan, which shares the letter.",
        ),
        Code(code="I", name="Illness", group=AUTHORISED),
        Code(code="J1", name="Interview", group=AUTHORISED),
        Code(code="M", name="Medical or dental appointment", group=AUTHORISED),
        Code(code="R", name="Religious observance", group=AUTHORISED),
        Code(code="S", name="Study leave", group=AUTHORISED),
        Code(code="T", name="Parent travelling for work", group=AUTHORISED),
        *(
            Code(code=code, name=name, group=UNABLE, note=note, confidence="unconfirmed")
            for code, name, note in (
                ("D", "Dual registered, at the other school", ""),
                ("Q", "Lack of access arrangements", ""),
                ("X", "Not required to attend: not of compulsory school age", ""),
                ("Y1", "School transport not available", ""),
                ("Y2", "Widespread disruption to travel", ""),
                ("Y3", "Part of the school closed", ""),
                ("Y4", "Whole school closed unexpectedly", ""),
                ("Y5", "In criminal justice detention", ""),
                ("Y6", "Public health guidance or law", ""),
                ("Y7", "Any other unavoidable cause", "Needs a written note of what it was."),
            )
        ),
        Code(code="G", name="Holiday not agreed", group=UNAUTHORISED),
        Code(code="N", name="No reason yet", group=UNAUTHORISED, note="To be put right within 5 days."),
        Code(code="O", name="Other or unknown circumstances", group=UNAUTHORISED),
        Code(code="U", name="Late, after the register closed", group=UNAUTHORISED),
        Code(code="Z", name="Prospective pupil, not yet on the register", group=ADMIN),
        Code(code="#", name="Planned whole-school closure", group=ADMIN),
        Code(code="H", name="Holiday agreed", group=AUTHORISED, legacy=True, becomes="C", note="Withdrawn 2024."),
        Code(code="J", name="Interview (old code)", group=OFF_SITE, legacy=True, becomes="J1", note="Withdrawn 2024."),
        Code(code="Y", name="Unable to attend (old code)", group=UNABLE, legacy=True, note="Withdrawn 2024."),
    ),
    note="Percentages are of possible sessions: those a child could not attend, or that were not held, are left out.",
)

SUSPENSION_CATEGORIES = CodeSet(
    id="suspension_categories",
    title="Suspension or exclusion",
    source=_CBDS,
    version=_MAY,
    confidence="secondary",
    codes=(
        Code(code="SUSP", name="Suspension", aliases=("Fixed term", "Fixed period", "FIXD", "Fixed term exclusion")),
        Code(code="PERM", name="Permanent exclusion", aliases=("Permanent", "Permanently excluded")),
        Code(code="LNCH", name="Lunchtime suspension", aliases=("Lunchtime", "Lunchtime exclusion")),
    ),
)

_REASONS = """
PP Physical assault against a pupil
PA Physical assault against an adult
VP Verbal abuse or threatening behaviour against a pupil
VA Verbal abuse or threatening behaviour against an adult
OW Use or threat of use of an offensive weapon or prohibited item
BW Found to have brought a weapon or prohibited item into school
BU Bullying
TB Cyber-bullying or threatening behaviour online
RA Racist abuse
LG Abuse relating to sexual orientation and gender identity
DS Abuse relating to disability
SM Sexual misconduct
SB Harmful sexual behaviour
MB Misogynistic behaviour
AB Misandry behaviour
DR Drug related
AR Alcohol related
SR Smoking related
VR Vape related
DA Drug and alcohol related
DM Damage to property
TH Theft
LD Persistent disruptive behaviour: low-level disruption
CB Persistent disruptive behaviour: challenging behaviour
DB Persistent or general disruptive behaviour
MT Inappropriate use of social media or online technology
MP Use of a mobile phone
OS Misbehaviour outside school
PH Wilful and repeated transgression of measures that protect public health
"""

SUSPENSION_REASONS = CodeSet(
    id="suspension_reasons",
    title="Reason for suspension or exclusion",
    source=_CBDS,
    version=_MAY,
    confidence="secondary",
    codes=tuple(
        Code(code=code, name=name) for code, name in (row.split(" ", 1) for row in _REASONS.strip().splitlines())
    ),
    note="DS here is abuse relating to disability, and has nothing to do with the need of the same letters.",
)
