"""The command line: the same services as the window, for people who script the program."""
