"""Scenarios over years: years together, years in parts, and what one carries on to the next."""
