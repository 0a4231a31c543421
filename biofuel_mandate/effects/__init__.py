"""The registered equations, one family a file."""
