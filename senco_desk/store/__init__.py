"""The encrypted desk: the only floor that knows SQLite, keys and attachments."""
