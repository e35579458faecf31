"""The window: thin pages and forms over the services."""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  puts an import of its own in the place of Python's

# PySide reads the source of every module that is imported after it, whoever imports it, and looks for its snake_case
# names, which this program does not use: with Python's own import the first window and all behind it are there sooner.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
