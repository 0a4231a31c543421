"""Documents: a tree of blocks and words, and what writes it as Word, PDF and HTML.

``tree`` is the only shape that writers know; ``markdown`` reads the words of a scenario into it,
``numbering`` gives headings, tables and figures their numbers. No writer knows what a result is.
"""
