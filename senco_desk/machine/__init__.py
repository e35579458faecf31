"""What the program asks of the computer itself, for floors above that may not know each other; knows no record."""
