"""The composition root: brings clock, folders, window and command line together. Only here is a clock read."""
