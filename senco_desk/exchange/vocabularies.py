"""The names that school systems give their columns: SIMS, Arbor, Bromcom, ScholarPack, and DfE's census outputs.

Best name first: where a file has two columns for one field, the earlier name here is the one that is read. Case,
spaces and punctuation do not matter, so each name stands here once.
"""

from __future__ import annotations

from senco_desk.exchange.headers import Vocabulary

_PERSON = {
    "upn": (
        "UPN", "Unique Pupil Number", "Pupil UPN", "Student UPN", "UPN Number", "Unique Pupil No", "UPNs",
        "Pupil ID (UPN)", "Current UPN",
    ),
    "legal_surname": (
        "Legal Surname", "Legal Last Name", "Legal Family Name", "Surname", "Last Name", "Family Name",
        "Pupil Surname", "Student Surname", "Student Last Name", "Pupil Last Name", "Second Name",
    ),
    "legal_forename": (
        "Legal Forename", "Legal First Name", "Legal Given Name", "Legal Forename(s)", "Forename", "First Name",
        "Forename(s)", "Given Name", "Pupil Forename", "Student Forename", "Student First Name",
        "Pupil First Name",
    ),
    "full_name": (
        "Full Name", "Legal Full Name", "Student", "Pupil", "Name", "Pupil Name", "Student Name", "Child",
        "Child Name", "Child's Name", "Student Full Name", "Pupil Full Name", "Surname Forename",
        "Surname, Forename", "Learner",
    ),
}  # fmt: skip

ROLL = Vocabulary(
    names=_PERSON | {
        "former_upn": ("Former UPN", "FormerUPN", "Previous UPN", "Old UPN", "Temporary UPN"),
        "middle_names": (
            "Middle Names", "Middle Name", "Middle Name(s)", "Legal Middle Names", "Legal Middle Name(s)",
            "Other Names",
        ),
        "preferred_surname": (
            "Preferred Surname", "Preferred Last Name", "Preferred Family Name", "Known Surname",
            "Chosen Surname", "Preferred Legal Surname",
        ),
        "preferred_forename": (
            "Preferred Forename", "Preferred First Name", "Preferred Name", "Known As", "Known As Forename",
            "Chosen Name", "Preferred Given Name", "Preferred Forename(s)",
        ),
        "date_of_birth": (
            "Date of Birth", "DOB", "D.O.B.", "Birth Date", "BirthDate", "Birthday", "Date Of Birth (DOB)",
            "Born",
        ),
        "sex": (
            "Sex", "Legal Sex", "Gender", "Legal Gender", "M/F", "Sex at Birth", "Gender/Sex", "Sex/Gender",
        ),
        "year_group": (
            "NC Year Actual", "NCyearActual", "Actual NC Year", "NC Year", "National Curriculum Year",
            "Year Group", "Year", "Yr", "Yr Group", "Year Gp", "Yr Grp", "Curriculum Year",
            "Current Year Group", "Year Taught In", "Academic Year Group", "NC Year Group",
        ),
        "class_name": (
            "Reg Group", "Registration Group", "Registration Form", "Reg Form", "Reg", "Tutor Group", "Form",
            "Form Group", "Form Name", "Class", "Class Name", "Registration Class", "Current Class",
            "Tutor Group Name", "Registration", "Reg. Class", "Reg Grp",
        ),
        "school_number": (
            "Admission Number", "Adm No", "Adm. No.", "Admission No", "Adm Number", "Admno", "School Number",
            "Pupil Number", "Student Number", "MIS ID", "Arbor ID", "Arbor Student ID", "Student ID",
            "Pupil ID", "SIMS ID", "Adno",
        ),
        "admission_date": (
            "Date of Admission", "Admission Date", "DOA", "Entry Date", "EntryDate", "Date of Entry",
            "Enrolment Date", "Enrolment Start Date", "Date Joined", "Joined", "Joining Date",
            "Date Of Joining",
        ),
        "leaving_date": (
            "Date of Leaving", "Leaving Date", "DOL", "Date Left", "Left", "Leave Date", "Enrolment End Date",
        ),
        "sen_status": (
            "SEN Provision", "SENProvision", "SEN Status", "SEND Status", "SEN Code", "SEN Stage",
            "SEN Provision Code", "SEN", "SEND", "Current SEN Status", "Current SEN Provision",
            "SEN Provision Type", "SEN Level", "SEND Code", "SEND Provision", "SEN Status Code",
            "SEN Provision Status", "SEN Level of Support", "SEN Need Level",
        ),
        "sen_start": (
            "SEN Start Date", "SEN Provision Start Date", "SEN Status Start Date", "SEN Start",
            "SEN Provision Start", "Date SEN Status Started", "SEND Start Date", "SEN Status Date",
            "SEN Provision Date", "SEN Status From",
        ),
        "needs_ranked": (
            "SEN Need Type (Ranked)", "SEN Need Types", "SEN Need Type", "SEN Needs", "SEN Types",
            "SEN Type (Ranked)", "SEN Need (Ranked)", "Needs", "SEN Needs (Ranked)", "SEND Needs",
            "SEN Need Type(s)", "Ranked SEN Needs", "SEN Type", "SEN Need", "Type of Need", "Need Type",
            "SEND Need",
        ),
        "need_1": (
            "Primary SEN Need", "Primary SEN Type", "PrimarySENeedsType", "SEN Type 1", "Primary Need",
            "SEN Need 1", "SEN1", "Primary SEND Need", "Primary SEN Needs Type", "SEN Primary Need",
            "Primary Type", "First SEN Need", "Need 1", "SEN Primary Type", "Primary SEN", "SENtype1",
            "SEN Type Primary", "Primary Need Type", "Rank 1 Need", "SEN Need Type 1", "Primary SEN Need Type",
        ),
        "need_2": (
            "Secondary SEN Need", "Secondary SEN Type", "SecondarySENType", "SEN Type 2", "Secondary Need",
            "SEN Need 2", "SEN2", "Secondary SEND Need", "Secondary SEN Needs Type", "SEN Secondary Need",
            "Secondary Type", "Second SEN Need", "Need 2", "SEN Secondary Type", "Secondary SEN", "SENtype2",
            "SecondarySENeedsType", "SEN Type Secondary", "Secondary Need Type", "Rank 2 Need",
            "SEN Need Type 2", "Secondary SEN Need Type",
        ),
        "need_3": (
            "Tertiary SEN Need", "SEN Type 3", "SEN Need 3", "Tertiary Need", "Third SEN Need", "Need 3",
            "SENtype3", "Tertiary SEN Type", "SEN Need Type 3",
        ),
        "need_4": ("SEN Type 4", "SEN Need 4", "Fourth SEN Need", "Need 4", "SENtype4", "SEN Need Type 4"),
        "fsm": (
            "FSM Eligible", "FSMeligible", "FSM", "Free School Meals", "Free School Meal",
            "Eligible for Free School Meals", "Free School Meals Eligible", "FSM Eligibility", "FSM Status",
            "Free School Meal Eligibility", "Current FSM", "Free Meals", "FSM Indicator", "Eligible for FSM",
            "Free School Meals Eligibility",
        ),
        "fsm_category": (
            "FSM Category", "Free School Meals Category", "FSM Eligibility Category",
            "Free School Meal Category",
        ),
        "pupil_premium": (
            "Pupil Premium Indicator", "Pupil Premium", "PP", "PPI", "Pupil Premium Eligible",
            "Pupil Premium Eligibility", "Pupil Premium Status", "PP Eligible", "PP Indicator", "PupilPremium",
            "Pupil Premium Recipient", "Deprivation Pupil Premium",
        ),
        "in_care": (
            "In Care", "CLA", "LAC", "Looked After", "Child Looked After", "Looked After Child",
            "Children Looked After", "In Local Authority Care", "In LA Care", "In-Care", "Is In Care",
            "In Care Status", "Currently In Care", "Looked After Status",
        ),
        "first_language": (
            "First Language", "Language", "First Language Code", "Mother Tongue", "Home Language",
            "Home/First Language", "Native Language", "Primary Language", "1st Language",
        ),
        "eal": (
            "English as an Additional Language", "English as Additional Language", "EAL", "EAL Status",
            "Is EAL", "English Additional Language", "EAL Indicator",
        ),
        "ethnicity": (
            "Ethnicity", "Ethnicity Code", "Ethnic Group", "Ethnic Origin", "Ethnic Code", "Ethnicity Group",
        ),
        "attendance_percent": (
            "% Attendance", "Attendance %", "Attendance", "Attendance Percentage", "Percentage Attendance",
            "% Attend", "Att %", "% Att", "Attendance (%)", "Overall Attendance", "Overall Attendance %",
            "Attendance Year to Date", "Attendance YTD", "% Present", "Attendance Rate",
        ),
        "enrol_status": (
            "Enrol Status", "EnrolStatus", "Enrolment Status", "Enrollment Status", "Enrolment Type",
            "Enrolment",
        ),
    },
    needed=(
        frozenset({"upn", "legal_surname"}),
        frozenset({"upn", "full_name"}),
        frozenset({"upn", "date_of_birth"}),
        frozenset({"upn", "sen_status"}),
        frozenset({"legal_surname", "legal_forename"}),
        frozenset({"full_name", "date_of_birth"}),
        frozenset({"full_name", "year_group"}),
    ),
    expected="a school roll: a list with a heading line (UPN, surname, forename, date of birth and so on) and a line "
    "for each pupil was expected, as CSV, Excel (.xlsx) or a Common Transfer File",
)  # fmt: skip

ATTENDANCE = Vocabulary(
    names=_PERSON | {
        "from_date": (
            "From", "From Date", "Start", "Start Date", "Period Start", "Date From", "Week Beginning",
        ),
        "to_date": ("To", "To Date", "End", "End Date", "Period End", "Date To", "Week Ending", "Until"),
        "possible": (
            "Possible", "Possible Sessions", "Sessions Possible", "Possible Marks", "Total Possible",
            "Sessions", "Poss", "Possible Attendances", "Total Sessions", "Number of Possible Sessions",
            "Statutory Possible",
        ),
        "attended": (
            "Attended", "Attendances", "Sessions Attended", "Present", "Presents", "Present Marks",
            "Attendance Marks", "Present and AEA", "Total Attended", "Statutory Attendances",
            "Sessions Present",
        ),
        "authorised": (
            "Authorised", "Authorised Absences", "Authorised Absence", "Auth", "Auth Abs",
            "Authorised Sessions", "Sessions Authorised", "Total Authorised", "Authorised Absent",
            "Auth. Absences", "Authorized",
        ),
        "unauthorised": (
            "Unauthorised", "Unauthorised Absences", "Unauthorised Absence", "Unauth", "Unauth Abs",
            "Unauthorised Sessions", "Sessions Unauthorised", "Total Unauthorised", "Unauthorised Absent",
            "Unauth. Absences", "Unauthorized",
        ),
        "percent": (
            "Percent", "Percentage", "Attendance Percent", "% Attendance", "Attendance %", "Attendance", "%",
            "% Present", "Attendance Percentage", "Percentage Attendance", "Attendance Rate", "% Attend",
            "Att %", "Attendance YTD",
        ),
    },
    needed=(
        frozenset({"upn", "percent"}),
        frozenset({"upn", "possible", "attended"}),
        frozenset({"upn", "possible", "authorised"}),
        frozenset({"upn", "possible", "unauthorised"}),
    ),
    expected="a list of attendance: a heading line with UPN, possible and attended sessions (or a percentage) was "
    "expected, and a line for each pupil, as CSV or Excel (.xlsx)",
)  # fmt: skip

ASSESSMENTS = Vocabulary(
    names=_PERSON | {
        "on": (
            "Date", "On", "Assessment Date", "Date Assessed", "Result Date", "Date of Assessment", "Test Date",
            "Assessed On",
        ),
        "subject": ("Subject", "Area", "Strand", "Subject Name", "Curriculum Area", "Assessment Subject"),
        "measure": (
            "Measure", "Assessment", "Test", "Aspect", "Assessment Name", "Test Name", "Scale", "Result Type",
            "Component", "Assessment Type", "Method",
        ),
        "value": (
            "Value", "Result", "Score", "Grade", "Outcome", "Mark", "Level", "Standardised Score", "Attainment",
        ),
        "expected": (
            "Expected", "Expectation", "Target", "Age Related Expectation", "ARE", "Expected Value",
            "Expected Result",
        ),
        "year_group": ("Year Group", "Year", "NC Year"),
        "class_name": ("Class", "Reg Group", "Registration Form", "Tutor Group", "Form"),
        "date_of_birth": ("Date of Birth", "DOB"),
    },
    needed=(frozenset({"upn"}),),
    expected="a list of assessments: a heading line with UPN, date, subject, measure and value was expected, and a "
    "line for each result, as CSV or Excel (.xlsx)",
)  # fmt: skip

SESSIONS = Vocabulary(
    names={
        "provision_id": (
            "Provision", "Provision ID", "Provision_ID", "Provision Line", "Line", "Intervention",
            "Intervention ID",
        ),
        "on": ("On", "Date", "Session Date", "Date Given", "Day"),
        "minutes": (
            "Minutes", "Mins", "Length", "Duration", "Minutes Given", "Duration (Minutes)", "Length (Minutes)",
        ),
        "given": ("Given", "Delivered", "Was Given", "Took Place", "Session Given", "Happened"),
        "reason": (
            "Reason", "Not Given Reason", "Reason Not Given", "Not Given", "Why Not", "Reason for Not Given",
            "Not Given Because",
        ),
        "absent": (
            "Absent", "Absent UPNs", "Absentees", "Absent Pupils", "Who Was Away", "Away", "Pupils Absent",
        ),
    },
    needed=(frozenset({"provision_id", "on"}),),
    expected="a log of sessions: a heading line with provision, date, minutes, given, reason and absent was expected, "
    "and a line for each session, as CSV or Excel (.xlsx)",
)  # fmt: skip

CALENDAR = Vocabulary(
    names={
        "start": ("Start", "Start Date", "From", "First Day", "Begins", "Date", "Starts"),
        "end": ("End", "End Date", "To", "Last Day", "Ends", "Until"),
        "kind": ("Kind", "Type", "Category"),
        "name": ("Name", "Title", "Description", "Term", "Label", "Notes"),
    },
    needed=(frozenset({"start", "end", "kind"}), frozenset({"start", "kind"})),
    expected="a school calendar: a heading line “start,end,kind” was expected, and a line for each term, closure or "
    "INSET day, as CSV or Excel (.xlsx)",
)  # fmt: skip
