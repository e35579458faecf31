"""The first schema. A fossil: it is never edited, and never imports today's models."""

SQL = """
create table school (
    id text primary key,
    name text not null,
    phase text not null check (phase in ('primary', 'secondary', 'all-through', 'special')),
    authority_id text not null,
    la_code text not null,
    establishment text not null,
    urn text not null,
    address text not null,
    telephone text not null,
    headteacher text not null,
    senco text not null
) strict;
create table authority (
    id text primary key,
    authority_id text not null,
    document text not null
) strict;
create table calendar_entry (
    id text primary key,
    "start" text not null check ("start" glob '????-??-??'),
    "end" text not null check ("end" glob '????-??-??'),
    kind text not null check (kind in ('term', 'closure', 'inset')),
    name text not null
) strict;
create table setting (
    id text primary key,
    "key" text not null,
    "value" text not null
) strict;
create table person (
    id text primary key,
    name text not null,
    role text not null check (role in ('senco', 'assistant', 'headteacher', 'teaching-assistant'))
) strict;
create table staff (
    id text primary key,
    name text not null,
    role text not null,
    email text not null,
    left_on text check (left_on glob '????-??-??')
) strict;
create table rate (
    id text primary key,
    staff_id text references staff (id) deferrable initially deferred,
    role text not null,
    pence integer not null,
    valid_from text not null check (valid_from glob '????-??-??'),
    basis text not null check (basis in ('tariff', 'actual')),
    gross_pence integer check (gross_pence >= 0),
    on_cost_percent text,
    source text not null
) strict;
create table pupil (
    id text primary key,
    upn text not null,
    former_upn text not null,
    legal_surname text not null,
    legal_forename text not null,
    middle_names text not null,
    preferred_surname text not null,
    preferred_forename text not null,
    date_of_birth text check (date_of_birth glob '????-??-??'),
    sex text not null,
    year_group text not null,
    class_name text not null,
    school_number text not null,
    admission_date text check (admission_date glob '????-??-??'),
    leaving_date text check (leaving_date glob '????-??-??'),
    enrolment_status text not null,
    ethnicity text not null,
    first_language text not null,
    english_additional integer check (english_additional in (0, 1)),
    fsm_eligible integer check (fsm_eligible in (0, 1)),
    fsm_category text not null,
    pupil_premium integer check (pupil_premium in (0, 1)),
    pupil_premium_reason text not null,
    in_care integer check (in_care in (0, 1)),
    care_authority text not null,
    young_carer text not null,
    service_child text not null,
    disability text not null,
    medical text not null,
    sen_unit integer not null check (sen_unit in (0, 1)),
    resourced_provision integer not null check (resourced_provision in (0, 1)),
    top_up_funding integer not null check (top_up_funding in (0, 1)),
    authority_id text not null,
    strengths text not null,
    interests text not null,
    aspirations text not null
) strict;
create table contact (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    name text not null,
    relation text not null,
    rank integer not null,
    parental_responsibility integer not null check (parental_responsibility in (0, 1)),
    telephone text not null,
    email text not null,
    address text not null,
    language text not null,
    interpreter integer not null check (interpreter in (0, 1)),
    preferred_contact text not null,
    notes text not null
) strict;
create index contact_of_pupil on contact (pupil_id);
create table roll_image (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    as_of text not null check (as_of glob '????-??-??'),
    source text not null,
    fields text not null check (json_valid(fields))
) strict;
create index roll_image_of_pupil on roll_image (pupil_id);
create table status (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    status text not null check (status in ('monitoring', 'K', 'E', 'N')),
    "start" text check ("start" glob '????-??-??'),
    as_found_on text check (as_found_on glob '????-??-??'),
    "end" text check ("end" glob '????-??-??'),
    reason text not null,
    decided_by text not null,
    parents_told_on text check (parents_told_on glob '????-??-??'),
    source text not null check (source in ('person', 'roll'))
) strict;
create index status_of_pupil on status (pupil_id);
create table need (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    code text not null,
    rank integer not null,
    note text not null,
    since text check (since glob '????-??-??'),
    until text check (until glob '????-??-??'),
    source text not null check (source in ('person', 'roll'))
) strict;
create index need_of_pupil on need (pupil_id);
create table area_note (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    area text not null check (area in ('ci', 'cl', 'semh', 'sp')),
    "on" text not null check ("on" glob '????-??-??'),
    strengths text not null,
    difficulties text not null
) strict;
create index area_note_of_pupil on area_note (pupil_id);
create table "view" (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    whose text not null check (whose in ('child', 'parent')),
    "on" text not null check ("on" glob '????-??-??'),
    words text not null,
    method text not null check (method in ('', 'spoken', 'scribed', 'written', 'drawn', 'symbols', 'form', 'observed', 'message')),
    person text not null,
    prompt text not null,
    cycle_id text references cycle (id) deferrable initially deferred
) strict;
create index view_of_pupil on "view" (pupil_id);
create index view_of_cycle on "view" (cycle_id);
create table cycle (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    number integer not null,
    plan_kind text not null,
    stage text not null check (stage in ('assess', 'plan', 'do', 'review', 'closed')),
    opened_on text not null check (opened_on glob '????-??-??'),
    responsible_teacher text not null,
    triggers text not null check (json_valid(triggers)),
    teacher_assessment text not null,
    progress_so_far text not null,
    against_peers text not null,
    external_advice text not null,
    context text not null,
    what_it_tells_us text not null,
    planned_on text check (planned_on glob '????-??-??'),
    parents_told_on text check (parents_told_on glob '????-??-??'),
    strategies text not null,
    home_part text not null,
    staff_told_on text check (staff_told_on glob '????-??-??'),
    review_due text check (review_due glob '????-??-??'),
    started_on text check (started_on glob '????-??-??'),
    do_notes text not null,
    closed_on text check (closed_on glob '????-??-??')
) strict;
create index cycle_of_pupil on cycle (pupil_id);
create table outcome (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    cycle_id text not null references cycle (id) deferrable initially deferred,
    position integer not null,
    area text not null check (area in ('', 'ci', 'cl', 'semh', 'sp')),
    aim text not null,
    measure text not null,
    baseline text not null,
    baseline_value text,
    target text not null,
    target_value text,
    result text not null,
    result_value text,
    result_on text check (result_on glob '????-??-??'),
    expected_impact text not null,
    due text check (due glob '????-??-??'),
    owner text not null,
    achieved text not null check (achieved in ('', 'met', 'partly', 'not met'))
) strict;
create index outcome_of_pupil on outcome (pupil_id);
create index outcome_of_cycle on outcome (cycle_id);
create table review (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    cycle_id text not null references cycle (id) deferrable initially deferred,
    "on" text not null check ("on" glob '????-??-??'),
    rating integer,
    impact text not null,
    quality text not null,
    pupil_view text not null,
    pupil_view_method text not null check (pupil_view_method in ('', 'spoken', 'scribed', 'written', 'drawn', 'symbols', 'form', 'observed', 'message')),
    parent_view text not null,
    parent_view_method text not null check (parent_view_method in ('', 'spoken', 'scribed', 'written', 'drawn', 'symbols', 'form', 'observed', 'message')),
    attended text not null,
    decision text not null check (decision in ('step_up', 'continue', 'step_down', 'exit')),
    decided_by text not null,
    next_steps text not null,
    next_review text check (next_review glob '????-??-??')
) strict;
create index review_of_pupil on review (pupil_id);
create index review_of_cycle on review (cycle_id);
create table meeting (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    "on" text not null check ("on" glob '????-??-??'),
    with_parents integer not null check (with_parents in (0, 1)),
    led_by text not null,
    present text not null,
    discussed text not null,
    agreed text not null,
    record_given_on text check (record_given_on glob '????-??-??'),
    cycle_id text references cycle (id) deferrable initially deferred
) strict;
create index meeting_of_pupil on meeting (pupil_id);
create index meeting_of_cycle on meeting (cycle_id);
create table provision (
    id text primary key,
    what text not null,
    tier text not null check (tier in ('universal', 'ordinarily_available', 'targeted', 'specialist')),
    area text not null check (area in ('', 'ci', 'cl', 'semh', 'sp')),
    delivered_by text not null,
    staff_id text references staff (id) deferrable initially deferred,
    minutes integer not null check (minutes >= 0),
    sessions_per_week text not null,
    group_size integer not null check (group_size >= 0),
    sole_purpose text not null,
    "start" text not null check ("start" glob '????-??-??'),
    "end" text not null check ("end" glob '????-??-??'),
    rate_pence integer check (rate_pence >= 0),
    one_off_pence integer not null check (one_off_pence >= 0),
    funder text not null check (funder in ('school', 'top-up', 'health', 'other')),
    additional integer not null check (additional in (0, 1)),
    pupil_premium integer not null check (pupil_premium in (0, 1)),
    intended_outcome text not null,
    evidence text not null,
    responsible_teacher text not null,
    notes text not null
) strict;
create table provision_pupil (
    id text primary key,
    provision_id text not null references provision (id) deferrable initially deferred,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    cycle_id text references cycle (id) deferrable initially deferred,
    "start" text check ("start" glob '????-??-??'),
    "end" text check ("end" glob '????-??-??')
) strict;
create index provision_pupil_of_provision on provision_pupil (provision_id);
create index provision_pupil_of_pupil on provision_pupil (pupil_id);
create index provision_pupil_of_cycle on provision_pupil (cycle_id);
create table session (
    id text primary key,
    provision_id text not null references provision (id) deferrable initially deferred,
    "on" text not null check ("on" glob '????-??-??'),
    minutes integer check (minutes >= 0),
    given integer not null check (given in (0, 1)),
    reason text not null,
    absent text not null check (json_valid(absent))
) strict;
create index session_of_provision on session (provision_id);
create table involvement (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    profession text not null,
    name text not null,
    organisation text not null,
    asked_on text check (asked_on glob '????-??-??'),
    seen_on text check (seen_on glob '????-??-??'),
    reported_on text check (reported_on glob '????-??-??'),
    advice text not null,
    acted_on text check (acted_on glob '????-??-??'),
    action text not null,
    outstanding text not null,
    document_id text references document (id) deferrable initially deferred
) strict;
create index involvement_of_pupil on involvement (pupil_id);
create table attendance (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    "start" text not null check ("start" glob '????-??-??'),
    "end" text not null check ("end" glob '????-??-??'),
    possible integer check (possible >= 0),
    attended integer check (attended >= 0),
    authorised integer check (authorised >= 0),
    unauthorised integer check (unauthorised >= 0),
    percent text,
    source text not null
) strict;
create index attendance_of_pupil on attendance (pupil_id);
create table assessment (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    "on" text not null check ("on" glob '????-??-??'),
    subject text not null,
    measure text not null,
    "value" text not null,
    number text,
    expected text not null,
    expected_number text
) strict;
create index assessment_of_pupil on assessment (pupil_id);
create table suspension (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    "start" text not null check ("start" glob '????-??-??'),
    days text not null,
    category text not null,
    reasons text not null check (json_valid(reasons))
) strict;
create index suspension_of_pupil on suspension (pupil_id);
create table document (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    title text not null,
    kind text not null,
    author text not null,
    dated text check (dated glob '????-??-??'),
    added_on text not null check (added_on glob '????-??-??'),
    filename text not null,
    media_type text not null,
    blob text not null,
    sha256 text not null,
    "bytes" integer not null check ("bytes" >= 0),
    pages integer check (pages >= 0),
    problem text not null,
    summary text not null,
    confidential integer not null check (confidential in (0, 1)),
    in_pack integer not null check (in_pack in (0, 1))
) strict;
create index document_of_pupil on document (pupil_id);
create table note (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    "on" text not null check ("on" glob '????-??-??'),
    "text" text not null,
    kind text not null
) strict;
create index note_of_pupil on note (pupil_id);
create table pack (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    made_on text not null check (made_on glob '????-??-??'),
    authority_id text not null,
    pages integer not null check (pages >= 0),
    names_checked integer not null check (names_checked in (0, 1)),
    manifest text not null
) strict;
create index pack_of_pupil on pack (pupil_id);
create unique index pupil_by_upn on pupil (upn) where upn <> '';
create index pupil_by_name on pupil (legal_surname, legal_forename);
create unique index setting_by_key on setting (key);
create unique index authority_by_id on authority (authority_id);
create unique index cycle_by_number on cycle (pupil_id, number);
create unique index provision_pupil_once on provision_pupil (provision_id, pupil_id);
create table journal_change (
    id text primary key,
    label text not null,
    kind text not null check (kind in ('do', 'undo', 'redo')),
    target text references journal_change (id),
    undone_by text references journal_change (id) deferrable initially deferred,
    person_id text not null,
    at text not null
) strict;
create index journal_change_of_person on journal_change (person_id, kind, id);
create index journal_change_undone on journal_change (undone_by) where undone_by is not null;
create table journal_row (
    change_id text not null references journal_change (id),
    position integer not null,
    noun text not null,
    row_id text not null,
    subject_id text not null,
    "before" text check (json_valid("before")),
    "after" text check (json_valid("after")),
    primary key (change_id, position)
) strict;
create index journal_row_of_row on journal_row (noun, row_id);
create index journal_row_of_subject on journal_row (subject_id);
create table desk_state (
    key text primary key,
    value text not null
) strict;
"""
