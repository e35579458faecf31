"""The record, the rules, the arithmetic and the statutory dates: no input, no output, no clock."""
