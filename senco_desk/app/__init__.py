"""The composition root: builds a desk, opens the window or runs a command."""
