"""``python -m biofuel_mandate``: the same commands."""

from biofuel_mandate.cli import main

main()
