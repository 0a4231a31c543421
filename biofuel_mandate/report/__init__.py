"""What a person reads: tables, terminal, documents; and the folders they stand in."""
