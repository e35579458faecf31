"""Senco Desk: an offline desktop record keeper for SENCOs in English schools."""
