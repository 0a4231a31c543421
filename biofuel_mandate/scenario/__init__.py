"""Reading and checking scenario files."""
