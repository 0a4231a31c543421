"""The command line: which commands there are, and how they leave.

Data goes to stdout, messages to stderr. Exit codes: 0 fine, 1 a bug of ours, 2 bad input, 3 no
solution or outside tolerance, 130 Ctrl-C.
"""

from __future__ import annotations

import codecs
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from biofuel_mandate import __version__
from biofuel_mandate.commands import (
    appendix,
    drawing,
    lookup,
    scenario,
    sweeping,
    turning,
    uncertain,
    writing,
)
from biofuel_mandate.commands.common import report
from biofuel_mandate.errors import BiofuelMandateError, Fault

app = typer.Typer(
    help="What a biofuel quota for road fuel does: litres, CO2 and cost.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # it would read [@DETAIL] in a help text as markup
)
for command in (
    scenario.run,
    scenario.check,
    scenario.validate,
    scenario.explain,
    turning.solve_for,
    sweeping.sweep,
    drawing.chart,
    writing.new,
    writing.schema,
    writing.compare,
    appendix.report,
    uncertain.uncertainty,
    lookup.library,
    lookup.rules,
):
    app.command()(command)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"biofuel-mandate {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command; without one, tell which there are."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


# What stands for a sign that the terminal's encoding lacks: a lost minus would be a wrong number.
_PLAIN = "biofuel_mandate.plain"
_STAND_INS = {
    **dict(zip("−–—─₂\u202f\xa0«»“”’", '----2  """"\'', strict=True)),
    **dict(zip("æøåÆØÅ", ("ae", "oe", "aa", "AE", "OE", "AA"), strict=True)),
    **dict(zip("≥≤…", (">=", "<=", "..."), strict=True)),
}


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_STAND_INS.get(char, "?") for char in lost), error.end


codecs.register_error(_PLAIN, _stand_in)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the shell
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, nowhere)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_PLAIN)
    try:
        code = _exit_code(words, as_json="--json" in words)
        sys.stdout.flush()
    except BrokenPipeError:
        code = _silenced()
    except OSError as error:
        _silenced()
        got = f"the output cannot be written: {error.strerror}"
        report([Fault(got, "See to that, or send the output elsewhere.")], as_json=False)
        code = 2
    sys.exit(code)


def _exit_code(words: list[str], as_json: bool) -> int:
    try:
        code = app(words, standalone_mode=False, prog_name="biofuel-mandate")
        sys.stdout.flush()
    except BiofuelMandateError as error:
        report(error.faults, as_json)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except SystemExit as left:
        # Typer leaves by itself when a pipe breaks under it; nothing else does so here.
        return _silenced() if isinstance(left.__context__, BrokenPipeError) else int(left.code or 0)
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            raise  # of a stream, not of a file
        return _usage_or_bug(error, as_json)
    return int(code or 0)


def _silenced() -> int:
    """Make what is still to be written go nowhere, and tell that all is fine."""
    # Whoever read the output has gone; Python must not complain while it shuts down.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _usage_or_bug(error: Exception, as_json: bool) -> int:
    message = getattr(error, "format_message", None)
    if message is not None:
        # Typer hints in one of two ways, depending on what was not found.
        words = str(message()).replace(" (Possible options: ", ". Did you mean ").rstrip(".?)")
        got, _, hint = words.partition(". Did you mean ")
        do = f"Did you mean {hint}?" if hint else "See biofuel-mandate --help."
        report([Fault(got, do)], as_json)
        return 2
    descriptor, log = tempfile.mkstemp(prefix="biofuel-mandate-", suffix=".log", text=True)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    fault = Fault(f"a bug of ours: {type(error).__name__}", f"Please report it with the log {log}.")
    report([fault], as_json)
    return 1
