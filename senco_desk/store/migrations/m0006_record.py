"""The child's record in depth. A fossil once released: it is never edited, and never imports today's models.

Promises, diagnoses, the one-page profile, fields of the school's own, saved views of the register, and which records
were found to be one child's. What is added to tables that were there has a value that says "not known" or "no".
"""

SQL = """
alter table pupil add column nhs_number text not null default '';
alter table pupil add column previous_schools text not null default '';
alter table pupil add column post_looked_after text not null default '';
alter table pupil add column kinship_care text not null default '';
alter table pupil add column family_support text not null default '';
alter table pupil add column health_plan integer check (health_plan in (0, 1));
alter table pupil add column reasonable_adjustments text not null default '';
alter table pupil add column see_dsl integer not null default 0 check (see_dsl in (0, 1));
alter table status add column decide_on text check (decide_on glob '????-??-??');
alter table note add column with_whom text not null default '';
alter table document add column version_of text references document (id) deferrable initially deferred;
alter table document add column needs text not null default '[]' check (json_valid(needs));
alter table document add column outcomes text not null default '[]' check (json_valid(outcomes));
alter table document add column about text not null default '' check (about in ('', 'this', 'other', 'unclear', 'confirmed'));
alter table document add column view_id text references "view" (id) deferrable initially deferred;
create index document_of_version on document (version_of) where version_of is not null;
create index document_of_view on document (view_id) where view_id is not null;
create index document_of_blob on document (blob);
create index note_on on note ("on");
create table commitment (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    made_on text not null check (made_on glob '????-??-??'),
    who text not null,
    what text not null,
    due text check (due glob '????-??-??'),
    kept_on text check (kept_on glob '????-??-??'),
    state text not null check (state in ('open', 'kept', 'dropped')),
    outcome text not null,
    note_id text references note (id) deferrable initially deferred,
    meeting_id text references meeting (id) deferrable initially deferred
) strict;
create index commitment_of_pupil on commitment (pupil_id);
create index commitment_open on commitment (due) where state = 'open';
create table diagnosis (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    what text not null,
    made_by text not null,
    "on" text check ("on" glob '????-??-??'),
    source text not null check (source in ('', 'report', 'letter', 'parents', 'other')),
    document_id text references document (id) deferrable initially deferred,
    note text not null
) strict;
create index diagnosis_of_pupil on diagnosis (pupil_id);
create table profile (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    "on" text not null check ("on" glob '????-??-??'),
    liked text not null,
    matters text not null,
    helps text not null,
    must_knows text not null check (json_valid(must_knows)),
    made_with text not null,
    photo_id text references document (id) deferrable initially deferred
) strict;
create unique index profile_of_pupil on profile (pupil_id);
create table merged_pupil (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    former_id text not null,
    "on" text not null check ("on" glob '????-??-??')
) strict;
create index merged_of_pupil on merged_pupil (pupil_id);
create unique index merged_once on merged_pupil (former_id);
create table custom_field (
    id text primary key,
    name text not null,
    kind text not null check (kind in ('text', 'date', 'number', 'choice')),
    choices text not null check (json_valid(choices)),
    position integer not null,
    on_paper integer not null check (on_paper in (0, 1))
) strict;
create table custom_value (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    field_id text not null references custom_field (id) deferrable initially deferred,
    "value" text not null
) strict;
create unique index custom_value_once on custom_value (pupil_id, field_id);
create index custom_value_of_field on custom_value (field_id);
create table saved_view (
    id text primary key,
    name text not null,
    person_id text not null,
    shared integer not null check (shared in (0, 1)),
    position integer not null,
    document text not null check (json_valid(document))
) strict;
"""
