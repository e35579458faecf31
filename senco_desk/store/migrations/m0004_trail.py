"""The audit trail, chained by hash. A fossil once released: it is never edited, and never imports today's models.

Each row of `trail` is one deed: a change of the records (then `change_id` names it in the journal) or a note that
somebody looked, printed, exported, backed up or erased. `digest` commits to what the deed was, `chain` ties the row to
all before it. A row of the journal carries a digest of its own under a random salt, so that its images can be emptied
when a child is erased, and nobody can guess them from what stays: images and salt go, the digest and `scrubbed_by`
(the number of the erasure's row in the trail) stay.
"""

SQL = """
create table trail (
    seq integer primary key,
    at text not null,
    person_id text not null,
    deed text not null,
    subject_id text not null,
    words text not null,
    change_id text not null,
    salt text not null,
    digest text not null,
    chain text not null,
    scrubbed_by integer
) strict;
create index trail_of_subject on trail (subject_id, deed, seq) where subject_id <> '';
create index trail_of_change on trail (change_id) where change_id <> '';
alter table journal_row add column salt text not null default '';
alter table journal_row add column digest text not null default '';
alter table journal_row add column scrubbed_by integer;
create index journal_row_scrubbed on journal_row (scrubbed_by) where scrubbed_by is not null;
"""
