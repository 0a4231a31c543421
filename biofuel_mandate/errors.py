"""What can go wrong, each with the faults that a user can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input: where it stands, what was found, what to do.

    Parameters
    ----------
    got : str
        What was found, as a sentence without its full stop.
    do : str
        What to write or do instead, as whole sentences.
    path : str
        Dotted place inside the file, such as ``cases.policy.quota``; blank for the file itself.
    line : int
        Line in the file, from 1; 0 when no line applies.
    file : str
        The file as the user named it; blank when the fault has no file.

    Examples
    --------
    >>> print(Fault("5.5 has no unit", 'Write "5.5 %".', "cases.policy.quota", 14, "x.yaml"))
    x.yaml:14: cases.policy.quota: 5.5 has no unit. Write "5.5 %".
    """

    got: str
    do: str
    path: str = ""
    line: int = 0
    file: str = ""

    def __post_init__(self) -> None:
        # Here, where every fault passes: a stray control character must not break its line.
        for name in ("got", "do", "path", "file"):
            object.__setattr__(self, name, _visible(getattr(self, name)))

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        lead = "".join(f"{part}: " for part in (where, self.path) if part)
        return f"{lead}{self.got}. {self.do}"

    def to_dict(self) -> dict[str, str | int]:
        """Return the fault as the plain object that ``--json`` prints."""
        return {
            "file": self.file,
            "line": self.line,
            "path": self.path,
            "got": self.got,
            "do": self.do,
        }


def _visible(text: str) -> str:
    """Return text with what would not print shown by its escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


class BiofuelMandateError(Exception):
    """Base of every error of this package; carries one fault or more.

    Parameters
    ----------
    faults : sequence of Fault
        At least one; shown once each, in order of file and line.
    """

    exit_code = 1

    def __init__(self, faults: Sequence[Fault]) -> None:
        in_order = sorted(faults, key=lambda fault: (fault.file, fault.line))
        self.faults = tuple(dict.fromkeys(in_order))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ScenarioError(BiofuelMandateError):
    """The scenario cannot be read, or does not mean anything."""

    exit_code = 2


class ReportError(BiofuelMandateError):
    """A result cannot be written where it should be."""

    exit_code = 2


class InfeasibleError(BiofuelMandateError):
    """The rules and blends of a case have no solution."""

    exit_code = 3
