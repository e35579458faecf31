"""People who open the desk, and the children they are assigned to. A fossil: it is never edited, and never imports today's models.

What is typed and not yet kept becomes each person's own, so the table of such words is made anew with the person in
its key. The one who was there before keeps what was typed: the first of the people.
"""

SQL = """
alter table person add column sees_rates integer not null default 0 check (sees_rates in (0, 1));
alter table person add column sees_confidential integer not null default 0 check (sees_confidential in (0, 1));
alter table person add column slot_id text not null default '';
alter table person add column since text check (since glob '????-??-??');
alter table person add column removed_on text check (removed_on glob '????-??-??');
create table assignment (
    id text primary key,
    person_id text not null references person (id) deferrable initially deferred,
    pupil_id text not null references pupil (id) deferrable initially deferred
) strict;
create unique index assignment_once on assignment (person_id, pupil_id);
create index assignment_of_pupil on assignment (pupil_id);
create table typed_words_of (
    key text not null,
    person_id text not null,
    pupil_id text not null,
    title text not null,
    place text not null check (json_valid(place)),
    typed text not null check (json_valid(typed)),
    typed_at text not null,
    is_open integer not null check (is_open in (0, 1)),
    primary key (person_id, key)
) strict;
insert into typed_words_of select key, coalesce((select min(id) from person), ''), pupil_id, title, place, typed, typed_at, is_open from typed_words;
drop table typed_words;
alter table typed_words_of rename to typed_words;
create index typed_words_of_pupil on typed_words (pupil_id);
"""
