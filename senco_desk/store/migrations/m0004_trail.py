"""The audit trail, chained by hash. A fossil once released: it is never edited, and never imports today's models."""

SQL = ""
