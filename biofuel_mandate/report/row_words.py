"""The name of a row as the language writes it."""

from __future__ import annotations

from biofuel_mandate.languages import in_language
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.rules.rows import Row
from biofuel_mandate.scenario.shapes import Structure


def row_words(row: Row, texts: Texts) -> str:
    """Return what a row is called: a rule by its own name, others by what they say."""
    kind, names = row.kind, {"name": in_language(row.titles, texts.language, row.name)}
    at = row.solves_for
    if row.kind == "grade limit":
        grade = next(iter(row.left)).grade
        fuel, _, rest = row.name.partition(f" in {grade}")
        kind = "grade least" if rest else kind
        names = {"component": texts.name_of(fuel), "grade": grade}
    elif row.kind == "supply":
        names = {"name": supply_words(row.place[-1], texts)}
    elif row.kind == "vehicle limit":
        grades = dict.fromkeys(column.grade for column in row.left)
        names = {"grades": ", ".join(grades), "vehicles": row.place[-1]}
    elif row.kind == "proportion" and at is not None:
        other = next(column for column in row.left if column != at)
        names = {"one": texts.name_of(at.component), "other": texts.name_of(other.component)}
    elif row.kind in ("energy", "blend", "volume", "gas") and at is not None:
        is_grade = row.kind in ("blend", "volume") and at.component == at.pool
        kind = f"{row.kind} of grade" if is_grade else kind
        names = {"component": texts.name_of(at.component), "grade": at.grade}
    return texts(f"rule.kinds.{kind}", **names)


def rule_words(structure: Structure, name: str, texts: Texts) -> str:
    """Return what a rule is called: its title in the language, else its name."""
    rule = structure.rules.get(name)
    return in_language(rule.titles, texts.language, name) if rule else name


def supply_words(name: str, texts: Texts) -> str:
    """Return what is limited in supply: a biofuel, or what a feedstock category is."""
    categories: dict[str, str] = texts.words["category"]
    return categories.get(name) or texts.name_of(name)


def part_words(name: str, part: str, rules: tuple[str, ...], texts: Texts) -> str:
    """Return what the second part of a component is called; ``name`` alone for a first part."""
    if not part:
        return name
    return texts(f"part.{part}", component=name, rule=texts("and").join(rules))
