"""Files that come in and go out: CSV, XLSX, CTF."""
