"""People who open the desk, and the children a teaching assistant is assigned to. A fossil once released: it is never edited, and never imports today's models."""

SQL = ""
