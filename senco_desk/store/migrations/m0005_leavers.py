"""Retention of leavers and the certificates of erasure. A fossil once released: it is never edited, and never imports today's models.

`erasure` stands outside the journal: a certificate is never undone. It holds no reference to `pupil`, whose row is gone.
"""

SQL = """
create table retention (
    id text primary key,
    pupil_id text not null references pupil (id) deferrable initially deferred,
    keep_until text check (keep_until glob '????-??-??'),
    reason text not null,
    hold integer not null check (hold in (0, 1)),
    hold_reason text not null,
    decided_on text not null check (decided_on glob '????-??-??')
) strict;
create unique index retention_of_pupil on retention (pupil_id);
create table erasure (
    id text primary key,
    "on" text not null check ("on" glob '????-??-??'),
    at text not null,
    person_id text not null,
    person text not null,
    erased_pupil text not null,
    reason text not null,
    kept_under text not null,
    counts text not null check (json_valid(counts)),
    stayed text not null check (json_valid(stayed)),
    backups text not null check (json_valid(backups))
) strict;
create unique index erasure_of_pupil on erasure (erased_pupil);
"""
