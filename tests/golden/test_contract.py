"""What others read: the columns and names of results.csv, and the traces of ``explain``."""

import csv
import io
import math
import re

import numpy as np
import pytest

from biofuel_mandate.equations import AGGREGATES, EQUATIONS, UNATTRIBUTED, split_prefix
from biofuel_mandate.explain import explain, row_text
from biofuel_mandate.results import to_csv

NAMES = ["norway-2015", "small", "ways-to-comply", "double-counting", "over-fulfilment", "prices"]
NAMES += ["norway-2015-alternatives", "norway-2023-least-cost"]
NAMES += ["ghg-quota-instead", "five-countries", "pump"]
COLUMNS = (
    "scenario,case,baseline,year,period,supplier,pool,grade,component,rule,variable,detail,"
    "statistic,unit,value,equation"
)
# Variables that others rely on.
STAY = {
    "volume",
    "volume_share",
    "energy_share",
    "counted_volume",
    "extra_volume",
    "direct_co2_reduction",
    "life_cycle_reduction",
    "iluc_emission",
    "cost",
    "cost_per_tonne",
}


@pytest.fixture(params=NAMES)
def found(assessed, request):
    return assessed(request.param)


def table(found):
    return list(csv.DictReader(io.StringIO(to_csv(found.rows).decode("utf-8"))))


class TestColumns:
    def test_header(self, found):
        assert to_csv(found.rows).split(b"\n", 1)[0].decode() == COLUMNS

    def test_no_two_rows_share_a_key(self, found):
        keys = [tuple(v for k, v in row.items() if k != "value") for row in table(found)]
        without_unit_and_number = [key[:13] for key in keys]
        assert len(set(without_unit_and_number)) == len(keys)

    def test_scenario_case_and_year(self, found):
        shape = found.scenario.structure
        for row in table(found):
            assert row["scenario"] == found.scenario.name
            assert row["case"] in shape.cases
            assert row["year"] == str(found.scenario.file.market.year)
            assert (row["period"], row["supplier"], row["statistic"]) == ("", "", "")

    def test_pools_grades_components_and_rules_are_those_of_the_scenario(self, found):
        pools = found.scenario.structure.pools
        grades = found.scenario.library.grades()
        for row in table(found):
            pool = pools.get(row["pool"])
            assert pool or row["pool"] == ""
            known = {"", *AGGREGATES, UNATTRIBUTED}
            assert row["component"] in (known | set(pool.components) if pool else known)
            assert row["grade"] == "" or grades[row["grade"]]["pool"] == row["pool"]
            if row["variable"] == "counted_volume":
                assert row["rule"] in found.scenario.structure.rules

    def test_differences_name_their_baseline_and_levels_none(self, found):
        cases = found.scenario.structure.cases
        for row in table(found):
            assert row["baseline"] in ("", cases[row["case"]].baseline)
            assert row["baseline"] != row["case"]
            if re.match(r"extra_|.*_reduction|.*_change|cost", row["variable"]):
                assert row["baseline"] != ""
            if row["variable"] in ("volume", "energy", "volume_share", "counted_volume"):
                assert row["baseline"] == ""

    def test_variables_are_snake_case_and_stay(self, found):
        variables = {row["variable"] for row in table(found)}
        assert variables >= STAY
        assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", variable) for variable in variables)

    def test_units(self, found):
        currency = found.scenario.file.currency
        expected = {
            "volume": "Ml",
            "extra_volume": "Ml",
            "counted_volume": "Ml",
            "volume_share": "1",
            "energy_share": "1",
            "counted_share": "1",
            "energy": "TJ",
            "direct_co2_reduction": "t",
            "life_cycle_reduction": "t",
            "iluc_emission": "t",
            "cost": f"M{currency}",
            "cost_per_tonne": f"{currency}/t",
            "cost_per_litre": f"{currency}/l",
            "price_gap": f"{currency}/l",
            "pump_price": f"{currency}/l",
            "extra_pump_price_per_mj": f"{currency}/MJ",
            "yearly_bill": currency,
            "yearly_litres": "l",
            "consumer_surplus_change": f"M{currency}",
            "counted_energy": "TJ",
            "counted_tonnes": "t",
            "supplier_cost": f"M{currency}",
            "fuel_cost": f"M{currency}",
            "marginal_cost_per_tonne": f"{currency}/t",
            "marginal_energy_cost": f"{currency}/GJ",
        }
        for row in table(found):
            if row["variable"] in expected:
                assert row["unit"] == expected[row["variable"]]
            if row["unit"] == "1" and row["variable"].endswith("_share") and not row["baseline"]:
                assert 0 <= float(row["value"]) <= 1 + 1e-9

    def test_details(self, found):
        of = {}
        for row in table(found):
            of.setdefault(row["variable"], set()).add(row["detail"])
        assert {"abatement cost", "price gap", "bottom up"} <= of["cost"]
        lines = {f"logistics: {line}" for line in found.scenario.structure.lines}
        assert {detail for detail in of["cost"] if ":" in detail} == lines
        assert of["life_cycle_reduction"] == set(found.scenario.structure.savings)
        assert of["volume"] == {""}

    def test_equation_numbers(self, found):
        assert {row["equation"] for row in table(found)} <= {str(n) for n in range(1, 21)}

    def test_values_are_full_precision_finite_or_blank(self, found):
        for row, one in zip(table(found), found.rows, strict=True):
            if one.value is None:
                assert row["value"] == ""
            else:
                assert math.isfinite(one.value)
                assert float(row["value"]) == one.value
                assert row["value"] == repr(one.value)

    def test_the_86_ml_are_biofuel_and_total_nets_the_fossil_fall(self, assessed):
        of = assessed("norway-2015").value
        assert of("extra_volume", "policy", "biofuel") == pytest.approx(86.7, abs=0.05)
        parts = of("extra_volume", "policy", "biofuel") + of("extra_volume", "policy", "fossil")
        assert of("extra_volume", "policy", "total") == pytest.approx(parts)
        assert of("extra_volume", "policy", "fossil") < 0

    def test_grades_add_up_to_their_pool(self, found):
        of = {}
        for row in table(found):
            if row["variable"] == "volume" and row["grade"]:
                key = (row["case"], row["pool"], row["component"])
                of[key] = of.get(key, 0.0) + float(row["value"])
        for (case, pool, component), volume in of.items():
            assert found.value("volume", case, component, pool=pool) == pytest.approx(volume)

    def test_sums_are_of_their_rows(self, found):
        sums = {equation.variable for equation in EQUATIONS.values() if equation.sums}
        # Those that hold fossil fuel too.
        sums -= {"volume", "energy", "extra_volume", "extra_energy", "fuel_cost", "extra_fuel_cost"}
        sums -= {"tax_revenue", "extra_tax_revenue"}
        members, totals = {}, {}
        for row in found.rows:
            key = (row.case, row.rule, row.variable, row.detail)
            if row.variable not in sums or row.component in ("total", UNATTRIBUTED):
                continue
            if row.component == "biofuel" and not row.pool:
                totals[key] = row.value
            elif row.component not in AGGREGATES:
                members.setdefault(key, {})[row.component] = row.value
        assert totals
        for key, total in totals.items():
            parts = members[key].values()
            if total is None:
                assert None in parts
                continue
            known = sum(part for part in parts if part is not None)
            assert known == pytest.approx(total, rel=1e-9, abs=1e-6)
            # Only what neither the case nor its baseline sells may be missing in a sum.
            baseline = found.scenario.structure.cases[key[0]].baseline
            for component, part in members[key].items():
                sold = [found.value("energy", case, component) for case in (key[0], baseline)]
                assert part is not None or sold == [0, 0]


# Traces ---------------------------------------------------------------------------------------


def queries(found):
    """Yield every query that names one row, with the row."""
    for row in found.rows:
        of_all = row.component not in AGGREGATES or not row.pool
        asked = row.variable in {equation.variable for equation in EQUATIONS.values()}
        if asked and of_all and not row.grade and row.component != UNATTRIBUTED:
            detail = row.rule or row.detail
            query = f"{row.case}.{row.variable}.{row.component}"
            yield (f"{query}@{detail}" if detail else query), row


def recomputed(step):
    """Return a step's number from its inputs alone, as the trace tells it."""
    values = [one.value for one in step.inputs]
    if step.how == "sum":
        return sum(values)
    equation = step.equation
    assert [one.name for one in step.inputs] == [
        split_prefix(parameter)[1] for parameter in equation.parameters
    ]
    names = dict(zip(equation.parameters, values, strict=True))
    return eval(equation.formula, equation.function.__globals__, names)


def check(step):
    """Check a step and all below it; return how many were recomputed."""
    count = sum(check(one) for one in step.inputs)
    if step.given is not None or step.seen:
        return count
    if any(one.value is None for one in step.inputs):
        assert step.value is None
        assert step.why_missing
    elif step.value is not None and step.inputs and not step.rows:
        assert recomputed(step) == pytest.approx(step.value, rel=1e-12, abs=1e-12)
        count += 1
    return count


class TestTraces:
    @pytest.mark.parametrize("name", ["norway-2015", "prices"])
    def test_every_result_can_be_explained_and_recomputed(self, assessed, name):
        found = assessed(name)
        explained = 0
        for query, row in queries(found):
            step = explain(found, query)
            assert step.value == row.value, query
            assert bool(step.why_missing) == (row.value is None)
            check(step)
            explained += 1
        assert explained > 100

    def test_a_trace_goes_down_to_given_values(self, assessed):
        step = explain(assessed("norway-2015"), "policy.cost.biofuel@bottom up")
        assert check(step) > 20
        ids = set(_ids(step))
        assert {
            "market.petrol.volume",
            "market.diesel.blend.fame",
            "cases.policy.quota",
            "cases.reference.quota",
            "norway/petrol.density_kg_per_l",
            "costs.price_gap.fame",
        } <= ids

    def test_the_rows_of_a_volume_solve_to_it(self, assessed):
        found = assessed("norway-2015")
        (step,) = explain(found, "policy.volume.fame").inputs
        assert step.how == "solved"
        rows = [_parsed(row_text(row)) for row in step.rows]
        columns = sorted({column for terms, _ in rows for column in terms})
        assert columns == ["diesel", "ethanol", "fame", "petrol"]
        matrix = [[terms.get(column, 0.0) for column in columns] for terms, _ in rows]
        solved = np.linalg.solve(matrix, [constant for _, constant in rows])
        # Rows are printed with seven digits.
        assert solved[columns.index("fame")] == pytest.approx(step.value, rel=1e-5)

    @pytest.mark.parametrize(
        ("query", "value"),
        [
            ("policy.rule_slack@quota", 0.0),
            ("policy.rule_demand@ethanol in E5", 67.09388637422815),
            ("policy.extra_volume.ethanol", 52.26598845925162),
        ],
    )
    def test_rules_and_volumes(self, assessed, query, value):
        assert explain(assessed("norway-2015"), query).value == pytest.approx(value, abs=1e-9)


def _ids(step):
    if step.given is not None:
        yield step.given.id
    for one in step.inputs:
        yield from _ids(one)


def _parsed(text):
    """Read a printed row back: terms of the left less those of the right, and the constant."""
    left, right = re.split(r" [=≥≤] ", text.rsplit(" ", 1)[0])
    terms, constant = {}, 0.0
    for sign, side in ((1, left), (-1, right)):
        for part in side.split(" + "):
            number, _, column = part.partition(" ")
            if column:
                terms[column] = terms.get(column, 0.0) + sign * float(number)
            else:
                constant -= sign * float(number)
    return terms, constant
