"""The verbs of the program: deeds that change the records and readings that answer a question."""
