"""What follows from the code: pages of docs/, the JSON Schema of scenarios, a worked example.

``python -m biofuel_mandate.report.docs`` writes them; a test holds them against the code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from biofuel_mandate.assessment import assess
from biofuel_mandate.equations import EQUATIONS, Equation
from biofuel_mandate.report import reference
from biofuel_mandate.report.appendix.files import appendix_files
from biofuel_mandate.report.files import result_files
from biofuel_mandate.report.iamc import names, shown_unit
from biofuel_mandate.report.laws import page as laws_page
from biofuel_mandate.report.library import page as library_page
from biofuel_mandate.report.reproduction import comparison_table, count_table, verdict
from biofuel_mandate.report.summary import table_to_markdown
from biofuel_mandate.report.texts import texts
from biofuel_mandate.scenario.json_schema import schema_text
from biofuel_mandate.scenario.load import Scenario, load_scenario
from biofuel_mandate.validation import source_of, validate

SCENARIO = "scenarios/norway-2015.yaml"
EXAMPLE = Path("reports/example")
_MARKED = re.compile(r"(?<=<!-- generated -->\n).*?(?=<!-- end -->)", re.DOTALL)


def reproduction(page: str, scenario: Scenario) -> str:
    """Return the page on the reproduction with its tables as the model gives them now."""
    words = texts("en")
    own, others = validate(scenario)
    tables = (
        comparison_table(own, source_of(scenario), words),
        count_table([own, *others], words),
    )
    parts = [verdict(own, words), *(table_to_markdown(table, words) for table in tables)]
    return _put_in(page, "\n\n".join(parts))


def method(page: str) -> str:
    """Return the page on the method with every registered equation."""
    headings = ("no.", "gives", "unit", "equation", "what it is", "in results.csv")
    lines = [f"| {' | '.join(headings)} |", f"| {' | '.join('---' for _ in headings)} |"]
    for one in sorted(EQUATIONS.values(), key=_order):
        result = "@".join(part for part in (one.variable, one.detail) if part)
        cells = (one.number, f"`{one.name}`", one.unit, f"`{one.formula}`", one.title)
        lines.append(f"| {' | '.join(cells)} | {f'`{result}`' if result else ''} |")
    return _put_in(page, "\n".join(lines))


def iamc(page: str) -> str:
    """Return the page on the series for other tools with what each result is called."""
    ours = names()
    lines = ["| in results.csv | name | below it | unit |", "| --- | --- | --- | --- |"]
    for name in (one for found in ours.by_variable.values() for one in found):
        result = "@".join(part for part in (name.variable, name.detail) if part)
        below = ("fuels by carrier", "each fuel", "each pool")
        asked = (name.carriers, name.fuels, name.pools is not None)
        told = [words for words, is_asked in zip(below, asked, strict=True) if is_asked]
        cells = (f"`{result}`", f"`{name.name}`", ", ".join(told), f"`{shown_unit(name)}`")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    left_out = ", ".join(f"`{variable}`" for variable in sorted(ours.left_out))
    return _put_in(page, "\n".join([*lines, "", f"Left out: {left_out}."]))


def _order(equation: Equation) -> tuple[bool, int]:
    digits = equation.number.lstrip("F")
    return equation.number != digits, int(digits)


def _put_in(page: str, text: str) -> str:
    found, count = _MARKED.subn(lambda _: f"\n{text}\n\n", page)
    if count != 1:
        raise ValueError("the page needs one generated part, between its two markers")
    return found


def main(folder: Path = Path("docs")) -> None:
    """Write the generated parts of the pages anew."""
    pages: dict[Path, Callable[[str], str]] = {
        folder / "reproduction.md": lambda page: reproduction(page, load_scenario(SCENARIO)),
        folder / "method.md": method,
        folder / "iamc.md": iamc,
        folder / "library.md": lambda _: library_page.to_markdown(),
        folder / "rules.md": lambda _: laws_page.to_markdown(),
        folder / "scenario-format.md": lambda page: _put_in(page, reference.to_markdown()),
        Path("scenarios/schema.json"): lambda _: schema_text(),
    }
    for path, renew in pages.items():
        path.write_text(renew(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, content in example().items():
        (EXAMPLE / name).write_bytes(content)


def example() -> dict[str, bytes]:
    """Return the files of the worked example: summary and results of the reference case.

    Beside them stand the appendix as PDF and its charts, in Norwegian.
    """
    assessment = assess(load_scenario(SCENARIO))
    files = result_files(assessment)
    found = {name: files[name] for name in ("summary.md", "results.csv")}
    appendix = appendix_files(assessment, "nb")
    charts = {name: one for name, one in appendix.items() if name.endswith(".svg")}
    return {**found, "report.pdf": appendix["report.pdf"], **charts}


if __name__ == "__main__":
    main()
