"""Sweeps: a scenario times any grid of inputs, as one tidy data set.

Points are numbered in the order of the grid, and stand in parts of a fixed number of points; so
what a part holds hangs on the grid and the scenario alone, and not on who does the work or when.
"""
