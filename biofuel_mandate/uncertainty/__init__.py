"""Uncertainty: what is drawn, what comes of it, and what hangs on which input.

Draws are made in blocks whose numbers hang on the seed, the block and the id of a value alone, and
are summed up block by block in order; so the bytes of a result do not hang on who does the work.
"""
