"""Solvers of rows."""
