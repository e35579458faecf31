"""Trials: long runs that try to break the store. `python3 dev.py trial power`, `kills`, `damage`, `full-disk`, ….

They drive the program's own services on a real encrypted desk and are judged by the program's own opening and checks.
Short runs of each are among the tests; the long ones give the figures of `docs/reliability.md`.
"""
