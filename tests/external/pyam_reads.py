"""Read results-iamc.csv with pyam and print what it makes of it, as JSON.

Run by the Python of an environment of its own, in which pyam is installed; it is no dependency.
"""

import contextlib
import json
import sys
import warnings

UNITS = {"TJ/yr": "PJ/yr", "t CO2/yr": "Mt CO2/yr", "t CO2-equiv/yr": "Mt CO2-equiv/yr"}
UNITS |= {"million l/yr": "billion l/yr", "%": "dimensionless"}


def sums_of(series) -> dict[str, bool]:
    """Return each variable that has parts, and whether it is what they add up to."""
    found = {}
    # What lacks a value in a case is not there; what it lacks may have been a part.
    for variable in series.variable:
        parts = [one for one in series.variable if one.rpartition("|")[0] == variable]
        if parts:
            found[variable] = series.check_aggregate(variable, components=parts) is None
    return found


def main(path: str) -> None:
    with contextlib.redirect_stdout(sys.stderr):
        # What the tool's own dependencies warn of is not about our file.
        warnings.simplefilter("ignore")
        import pyam

        series = pyam.IamDataFrame(path)
        sums = {scenario: sums_of(series.filter(scenario=scenario)) for scenario in series.scenario}
        converted = {}
        for unit, other in UNITS.items():
            one = series.filter(unit=unit)
            before, after = (
                one.data["value"].sum(),
                one.convert_unit(unit, other).data["value"].sum(),
            )
            converted[unit] = after / before
        data = series.data.drop(columns=["model", "region"]).values.tolist()
    found = {
        "model": list(series.model),
        "scenario": list(series.scenario),
        "region": list(series.region),
        "year": [int(year) for year in series.year],
        "unit": list(series.unit),
        "sums": sums,
        "converted": converted,
        "data": data,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
