"""The command line: the same services, the same sentences."""
