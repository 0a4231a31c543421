"""How faults show what was found, and what was probably meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

_LONGEST = 60
_MOST_LISTED = 16


# What people call things that are keys here; spelling alone would lead elsewhere.
_OTHER_NAMES = {
    **dict.fromkeys(("biodiesel", "rme", "esters", "fatty acid methyl ester"), "fame"),
    **dict.fromkeys(("bioethanol", "etanol", "bioetanol", "alcohol"), "ethanol"),
    **dict.fromkeys(("renewable diesel", "hvo-diesel", "paraffinic diesel"), "hvo"),
    **dict.fromkeys(("biomethane", "biogass", "cbg", "biometan"), "biogas"),
    **dict.fromkeys(("gasoline", "bensin", "gas oline"), "petrol"),
    **dict.fromkeys(("gasoil", "gas oil", "autodiesel"), "diesel"),
    **dict.fromkeys(("norge", "norwegian", "no"), "norway"),
    **dict.fromkeys(("sverige", "swedish", "se"), "sweden"),
    **dict.fromkeys(("danmark", "danish", "dk"), "denmark"),
    **dict.fromkeys(("suomi", "finnish", "fi"), "finland"),
    **dict.fromkeys(("tyskland", "deutschland", "german", "de"), "germany"),
    **dict.fromkeys(("nederland", "holland", "dutch", "nl"), "netherlands"),
    **dict.fromkeys(("italia", "italian", "it"), "italy"),
    **dict.fromkeys(("frankrike", "french", "fr"), "france"),
    **dict.fromkeys(("irland", "eire", "éire", "irish", "ie"), "ireland"),
    **dict.fromkeys(
        ("uk", "gb", "great britain", "britain", "england", "storbritannia", "british"),
        "united-kingdom",
    ),
    **dict.fromkeys(("red", "red i", "red1", "red-1", "2009/28/ec"), "red-2009"),
    **dict.fromkeys(("red ii", "red2", "red-2", "2018/2001"), "red-2018"),
    **dict.fromkeys(("sugar-cane", "sugarcane", "sugar cane"), "cane"),
}


class Nothing:
    """What stands after a key with no value; no field takes it, though some may be left out."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


def printable(text: str) -> str:
    """Return text that fits a message: short, and without invisible characters."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return short if short.isprintable() else repr(short)[1:-1]


def shown(value: object) -> str:
    """Return what was found as a message names it.

    Examples
    --------
    >>> shown("kr"), shown(5.50), shown(True), shown(None), shown([5])
    ('"kr"', '5.5', 'true', 'nothing', 'a list')
    """
    if isinstance(value, str):
        return f'"{printable(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    if value is None:
        return "nothing"
    return printable(f"{value:.15g}" if isinstance(value, float) else str(value))


def not_this(data: object, what: str) -> str:
    """Say that what stands in the file is not what belongs there."""
    return "nothing is written here" if data in (None, NOTHING) else f"{shown(data)} is not {what}"


def suggest(word: str, known: Sequence[str]) -> str:
    """Say which of ``known`` the word was probably meant to be.

    Examples
    --------
    >>> suggest("etanol", ("ethanol", "fame"))
    'Did you mean "ethanol"?'
    >>> suggest("x", ("ethanol", "fame"))
    'Known here: ethanol, fame.'
    """
    if not known:
        return "There is none."
    meant = nearest(word, known)
    if meant:
        return f'Did you mean "{printable(meant)}"?'
    listed = [printable(name) for name in known[:_MOST_LISTED]]
    more = len(known) - len(listed)
    return f"Known here: {', '.join(listed)}{f' and {more} more' if more > 0 else ''}."


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the one of ``known`` that the word was probably meant to be; blank if none is near.

    Examples
    --------
    >>> nearest("Fame", ("ethanol", "fame")), nearest("fam", ("ethanol", "fame"))
    ('fame', 'fame')
    """
    by_fold = {name.casefold(): name for name in reversed(known)}
    other = _OTHER_NAMES.get(word.casefold(), "")
    if other in by_fold:
        return by_fold[other]
    cutoff = 0.6 if len(word) > 4 else 0.7
    close = get_close_matches(word[:_LONGEST].casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[close[0]] if close else ""


def one_of(words: Sequence[str]) -> str:
    """List the choices.

    Examples
    --------
    >>> one_of(["%"]), one_of(["l", "Ml"])
    ('%', 'one of l, Ml')
    """
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def with_article(name: str) -> str:
    """Return a name with "a" or "an" before it.

    Examples
    --------
    >>> with_article("energy"), with_article("share")
    ('an energy', 'a share')
    """
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def listed_years(years: Sequence[int]) -> str:
    """List years, those that follow one another as a range.

    Examples
    --------
    >>> listed_years([2010, 2011, 2012, 2015])
    '2010 to 2012 and 2015'
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    told = [f"{run[0]} to {run[-1]}" if run[1:] else str(run[0]) for run in runs]
    return " and ".join([", ".join(told[:-1]), told[-1]] if told[1:] else told)
