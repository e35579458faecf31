"""Words typed into a form and not yet kept. A fossil: it is never edited, and never imports today's models.

The table stands outside the journal: typing is not a change, is never undone, and leaves no trace once it is kept.
No reference to `pupil`, since undoing the making of a pupil must not stumble over what was typed about the child.
"""

SQL = """
create table typed_words (
    key text primary key,
    pupil_id text not null,
    title text not null,
    place text not null check (json_valid(place)),
    typed text not null check (json_valid(typed)),
    typed_at text not null,
    is_open integer not null check (is_open in (0, 1))
) strict;
create index typed_words_of_pupil on typed_words (pupil_id);
"""
