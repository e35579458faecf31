"""Retention of leavers and the certificates of erasure. A fossil once released: it is never edited, and never imports today's models."""

SQL = ""
