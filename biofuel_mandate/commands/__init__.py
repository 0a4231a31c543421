"""The commands, a family a file; each only parses, calls and prints."""
