"""Least cost, written a second time from the method's equations alone: numpy and SciPy.

Nothing here comes from the package but the results that are compared. Where the package tells two
parts of a component apart, this says how much of a sum counts twice (6), or how much energy is over
a cap (4).
"""

import numpy as np
import pytest
import yaml
from scipy.optimize import linprog

from biofuel_mandate import assess, load_scenario

NEAR = 1e-8
# MJ/l; biogas is sold in TJ, and serves its pool's vehicles less well.
HEAT = {"petrol": 32.5, "diesel": 36.3, "ethanol": 21.2, "fame": 32.4, "hvo": 34.1, "biogas": 1.0}
EFFICIENCY = {"biogas": 0.9}
FUEL = {"wood": "ethanol", "ucome": "fame", "palm": "hvo"}
CROPS = ("ethanol", "fame", "palm")
WASTES = ("wood", "ucome", "hvo", "biogas")
SAVING = {"ethanol": 0.6, "wood": 0.85, "fame": 0.62, "ucome": 0.84, "hvo": 0.8, "palm": 0.5}
SAVING |= {"biogas": 1.05}
COMPARATOR = 94.0
LIMIT = {("E5", "ethanol"): 0.05, ("E10", "ethanol"): 0.1, ("B7", "fame"): 0.07}
LIMIT |= {("B7", "hvo"): 0.5, ("B30", "fame"): 0.3}
PRICE = {"petrol": 6.5, "diesel": 7.5, "ethanol": 8.0, "wood": 14.0, "fame": 10.5, "ucome": 12.5}
PRICE |= {"palm": 11.0}
TAX = {"petrol": 4.7, "diesel": 2.9, "ethanol": 2.0, "wood": 1.0, "fame": 2.9, "ucome": 2.8}
TAX |= {"hvo": 2.7, "palm": 2.9}
BIOGAS = 290.0  # NOK/GJ
STEPS = ((60.0, 13.0), (80.0, 16.0), (np.inf, 19.0))
SALES = {"petrol": 900.0, "diesel": 2900.0}
BLEND = {"petrol": {"ethanol": 0.04}, "diesel": {"fame": 0.05, "hvo": 0.03}}
SOLD = {
    "petrol": {"E5": ("ethanol", "wood"), "E10": ("ethanol", "wood")},
    "diesel": {
        "B7": ("fame", "ucome", "hvo", "palm"),
        "B30": ("fame", "ucome"),
        "gas": ("biogas",),
    },
}
VEHICLES = {"heavy": (0.35, ("B30", "gas")), "buses": (0.02, ("gas",))}
RULES = ("quota", "advanced", "energy", "ghg", "food")
# What is asked, and the price of a missing tonne; what is then at work, beside limits and supply.
ASKED = {
    "sub-quota and ghg": ((0.10, 0.095, 0.08, 0.12, 0.01), 2000.0),
    "ghg alone": ((0.17, 0.05, 0.105, 0.13, 0.03), 5000.0),
    "over the cap": ((0.22, 0.08, 0.08, 0.10, 0.015), 2500.0),
    "cap, steps and ghg": ((0.20, 0.05, 0.08, 0.09, 0.02), 5000.0),
    "missed": ((0.13, 0.06, 0.105, 0.09, 0.01), 3000.0),
    "energy": ((0.05, 0.01, 0.13, 0.05, 0.02), 1000.0),
}
TIMES = {"ucome": 1.5}  # under the rule by energy
GAS_LITRE = 36.0
REFERENCE = {"base": 94.1, "petrol": 93.3, "diesel": 95.1}
SUPPLY = {"ucome": 150.0, "wood": 25.0, "biogas": 3000.0}


def heat(component):
    return HEAT[FUEL.get(component, component)]


def demand(pool):
    share = BLEND[pool]
    held = {**share, pool: 1 - sum(share.values())}
    return SALES[pool] * sum(part * heat(one) for one, part in held.items())


class Independent:
    """A linear program whose unknowns have names, and whose rows are sums of them."""

    def __init__(self):
        self.at, self.cost, self.most = {}, [], []
        self.upper, self.equal = [], []

    def unknown(self, name, cost=0.0, most=np.inf):
        self.at[name] = len(self.cost)
        self.cost.append(cost)
        self.most.append(most)

    def below(self, terms, most):
        self.upper.append((terms, most))

    def exactly(self, terms, amount):
        self.equal.append((terms, amount))

    def solve(self):
        def arrays(rows):
            matrix = np.zeros((len(rows), len(self.cost)))
            for row, (terms, _) in enumerate(rows):
                for name, weight in terms.items():
                    matrix[row, self.at[name]] += weight
            return matrix, np.array([amount for _, amount in rows])

        (a, b), (c, d) = arrays(self.upper), arrays(self.equal)
        bounds = [(0, most) for most in self.most]
        fine = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
        found = linprog(self.cost, a, b, c, d, bounds, method="highs-ds", options=fine)
        assert found.status == 0, found.message
        return found.fun, {name: found.x[at] for name, at in self.at.items()}


def plus(*sums):
    """Add up weighted sums: pairs of a weight and terms."""
    found = {}
    for weight, terms in sums:
        for name, x in terms.items():
            found[name] = found.get(name, 0.0) + weight * x
    return found


def model(asked, tightened="", by=0.0):
    """Return cost and amounts of the rich case; a rule may be tightened by an amount."""
    level, buy_out = dict(zip(RULES, ASKED[asked][0], strict=True)), ASKED[asked][1]
    tighter = dict.fromkeys(RULES, 0.0) | {tightened: by}
    lp = Independent()
    columns = [
        (pool, grade, component)
        for pool, grades in SOLD.items()
        for grade, components in grades.items()
        for component in (*components, *(() if grade == "gas" else (pool,)))
    ]
    for column in columns:
        component = column[2]
        if component == "biogas":
            lp.unknown(column, BIOGAS / 1000)
        else:
            lp.unknown(column, PRICE.get(component, 0.0) + TAX[component])
    for number, (size, price) in enumerate(STEPS):
        lp.unknown(f"step {number}", price, size)
    lp.unknown("twice")
    for component in CROPS:
        lp.unknown(f"over {component}")
    lp.unknown("missing", buy_out / 1e6)

    def total(weight, keep=lambda column: True):
        return {column: weight(column) for column in columns if keep(column)}

    def energy(column):
        return heat(column[2])

    def useful(column):
        return energy(column) * EFFICIENCY.get(column[2], 1.0)

    def litres(column):
        return 1 / GAS_LITRE if column[2] == "biogas" else 1.0

    def is_bio(column):
        return column[2] != column[0]

    def is_waste(column):
        return column[2] in WASTES

    # 1: the energy of each pool; 8: vehicles.
    for pool in SOLD:
        lp.exactly(total(useful, lambda column, pool=pool: column[0] == pool), demand(pool))
    for share, only in VEHICLES.values():
        of_grades = total(useful, lambda column, only=only: column[1] in only)
        lp.below(of_grades, share * demand("diesel"))
    # 8: grades.
    for (grade, fuel), share in LIMIT.items():
        of_fuel = total(
            lambda _: 1.0,
            lambda column, grade=grade, fuel=fuel: (
                column[1] == grade and FUEL.get(column[2], column[2]) == fuel
            ),
        )
        whole = total(lambda _: 1.0, lambda column, grade=grade: column[1] == grade)
        lp.below(plus((1, of_fuel), (-share, whole)), 0.0)
    # 9: supply, and what of hvo comes from which step.
    for component, most in SUPPLY.items():
        lp.below(total(lambda _: 1.0, lambda column, c=component: column[2] == c), most)
    hvo = total(lambda _: 1.0, lambda column: column[2] == "hvo")
    lp.exactly(plus((1, hvo), *((-1, {f"step {at}": 1.0}) for at in range(len(STEPS)))), 0.0)
    # 5, 6: litres; what is over the sub-quota counts once more.
    base, advanced = total(litres), total(litres, is_waste)
    over = plus((level["advanced"], base), (-1, advanced))
    lp.below(over, -tighter["advanced"])
    lp.below(plus((1, {"twice": 1.0}), (1, over)), -tighter["advanced"])
    counted = plus((1, total(litres, is_bio)), (1, {"twice": 1.0}))
    lp.below(plus((level["quota"], base), (-1, counted)), -tighter["quota"])
    # 3: energy.
    everything = total(energy)
    by_energy = total(lambda c: energy(c) * TIMES.get(c[2], 1.0), is_bio)
    lp.below(plus((level["energy"], everything), (-1, by_energy)), -tighter["energy"])
    # 4: greenhouse gas; energy over the cap counts at the reference.
    ref = REFERENCE["base"]
    emitted = total(
        lambda c: energy(c) * ((1 - SAVING[c[2]]) * COMPARATOR if is_bio(c) else REFERENCE[c[0]])
    )
    at_reference = {f"over {one}": ref - (1 - SAVING[one]) * COMPARATOR for one in CROPS}
    allowed = (1 - level["ghg"]) * ref
    short = plus((1, emitted), (1, at_reference), (-allowed, everything), (-1, {"missing": 1.0}))
    lp.below(short, -tighter["ghg"])
    capped = total(energy, lambda column: column[2] in CROPS)
    for one in CROPS:
        of_one = total(energy, lambda column, one=one: column[2] == one)
        lp.below(plus((1, {f"over {one}": 1.0}), (-1, of_one)), 0.0)
        capped = plus((1, capped), (-1, {f"over {one}": 1.0}))
    lp.below(plus((1, capped), (-level["food"], everything)), -tighter["food"])
    return lp.solve()


def scenario(asked):
    """Return the same case as a scenario."""
    levels, buy_out = ASKED[asked]
    percent = {rule: f"{100 * x:.10g} %" for rule, x in zip(RULES, levels, strict=True)}
    every = {"of": "all petrol and diesel", "counting": "single"}
    per_litre = {"biogas": f"{GAS_LITRE} MJ/l"}
    names = {"biogas": "annex-ix-a", "wood": "annex-ix-a", "hvo": "annex-ix-a"}
    names |= {"ucome": "annex-ix-b", "ethanol": "cereals", "fame": "oil-crops"}
    names |= {"palm": "oil-crops"}
    heats = {f"{fuel}.lhv_mj_per_l": f"{x} MJ/l" for fuel, x in HEAT.items() if fuel != "biogas"}
    given = heats | {"biogas.efficiency_ratio": EFFICIENCY["biogas"]}
    return {
        "title": {"en": "Twice", "nb": "To ganger"},
        "source": "Made up",
        "evidence": "unverified",
        "date": "2023-07-01",
        "jurisdiction": "Nowhere",
        "currency": "NOK",
        "price_year": 2023,
        "factors": "norway",
        "comparator": "red-2018",
        "overrides": {name: {"value": x, "source": "Made up"} for name, x in given.items()},
        "market": {
            "year": 2022,
            "sales": "including biofuel",
            "petrol": {
                "volume": f"{SALES['petrol']} Ml",
                "blend": {"ethanol": "4 %", "wood": "0 %"},
                "grade": "E10",
            },
            "diesel": {
                "volume": f"{SALES['diesel']} Ml",
                "blend": {"fame": "5 %", "hvo": "3 %", "ucome": "0 %", "palm": "0 %"},
                "grade": "B7",
                "vehicles": {
                    name: {"energy_share": f"{100 * share:.10g} %", "only": list(only)}
                    for name, (share, only) in VEHICLES.items()
                },
            },
        },
        "biofuels": {
            name: {
                "fuel": FUEL.get(name, name),
                "category": category,
                "saving": f"{100 * SAVING[name]:.10g} %",
            }
            for name, category in names.items()
        },
        "rules": {
            "quota": {
                **every,
                "type": "quota",
                "by": "volume",
                "counting": "double above advanced",
                "level": percent["quota"],
                "litre_equivalent": per_litre,
            },
            "advanced": {
                **every,
                "type": "sub-quota",
                "by": "volume",
                "counts": ["annex-ix-a", "annex-ix-b"],
                "level": percent["advanced"],
                "litre_equivalent": dict(per_litre),
            },
            "energy": {
                **every,
                "type": "quota",
                "by": "energy",
                "counting": {"annex-ix-b": TIMES["ucome"]},
                "gas": "inside",
                "level": percent["energy"],
            },
            "ghg": {
                **every,
                "type": "quota",
                "by": "greenhouse gas",
                "gas": "inside",
                "reference": {part: f"{x} g/MJ" for part, x in REFERENCE.items()},
                "level": percent["ghg"],
                "buy_out": f"{buy_out} NOK/t",
            },
            "food": {
                **every,
                "type": "cap",
                "by": "energy",
                "counts": ["cereals", "oil-crops"],
                "gas": "inside",
                "limits": "ghg",
                "level": percent["food"],
            },
        },
        "baseline": "observed",
        "cases": {
            "observed": {"fulfil": "as observed"},
            "cheap": {
                "fulfil": {
                    "least cost": {
                        pool: {grade: list(sold) for grade, sold in grades.items()}
                        for pool, grades in SOLD.items()
                    }
                }
            },
        },
        "supply": {
            "ucome": {"available": f"{SUPPLY['ucome']} Ml"},
            "wood": {"available": f"{SUPPLY['wood']} Ml"},
            "biogas": {"energy": f"{SUPPLY['biogas']} TJ"},
            "hvo": {
                "steps": [
                    {"price": f"{price} NOK/l"}
                    | ({} if size == np.inf else {"volume": f"{size} Ml"})
                    for size, price in STEPS
                ]
            },
        },
        "costs": {
            "price": {name: f"{price} NOK/l" for name, price in PRICE.items()}
            | {"biogas": f"{BIOGAS} NOK/GJ"},
            "taxes": {"road": {name: f"{tax} NOK/l" for name, tax in TAX.items()}},
        },
    }


def written(data, folder):
    path = folder / "twice.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
    return assess(load_scenario(path))


def value(assessment, **wanted):
    wanted = {"case": "cheap", "supplier": "", "pool": "", "component": ""} | wanted
    rows = (row for row in assessment.rows if not row.grade)
    found = [row for row in rows if all(getattr(row, key) == x for key, x in wanted.items())]
    (row,) = found
    return row.value


@pytest.fixture(scope="module", params=ASKED)
def twice(request, tmp_path_factory):
    assessment = written(scenario(request.param), tmp_path_factory.mktemp("twice"))
    return request.param, assessment, *model(request.param)


def test_what_is_sold_is_the_same(twice):
    _, assessment, _, amounts = twice
    for pool, grades in SOLD.items():
        for component in dict.fromkeys((pool, *(one for sold in grades.values() for one in sold))):
            variable = "energy" if component == "biogas" else "volume"
            ours = value(assessment, variable=variable, pool=pool, component=component)
            theirs = sum(x for at, x in amounts.items() if (at[0], at[-1]) == (pool, component))
            assert ours == pytest.approx(theirs, rel=NEAR, abs=NEAR), component


def test_what_it_costs_is_the_same(twice):
    asked, assessment, cost, amounts = twice
    assert value(assessment, variable="supplier_cost") == pytest.approx(cost, rel=NEAR)
    missing = amounts["missing"] * ASKED[asked][1] / 1e6
    ours = value(assessment, variable="shortfall_cost", rule="ghg")
    assert ours == pytest.approx(missing, rel=NEAR, abs=NEAR)


def test_what_counts_is_the_same(twice):
    asked, assessment, _, amounts = twice
    litres = {
        at: x / GAS_LITRE if at[2] == "biogas" else x for at, x in amounts.items() if at[0] in SOLD
    }
    advanced = sum(x for at, x in litres.items() if at[2] in WASTES)
    over = advanced - ASKED[asked][0][1] * sum(litres.values())
    once = sum(x for at, x in litres.items() if at[2] != at[0])
    ours = value(assessment, variable="rule_fulfilment", rule="quota")
    assert ours == pytest.approx(once + max(0.0, over), rel=NEAR)
    ours = value(assessment, variable="counted_volume", rule="quota", component="biofuel")
    assert ours == pytest.approx(once + max(0.0, over), rel=NEAR)


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_is_worth_is_what_tightening_it_costs(twice, rule):
    asked, assessment, *_ = twice
    by = {"quota": 1e-3, "advanced": 1e-3, "energy": 0.1, "ghg": 10.0, "food": 0.1}[rule]
    per = {"quota": 1.0, "advanced": 1.0, "energy": 1e3, "ghg": 1e6, "food": 1e3}[rule]
    slope = (model(asked, rule, by)[0] - model(asked, rule, -by)[0]) / (2 * by) * per
    ours = value(assessment, variable="marginal_value", rule=rule)
    assert ours == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_each_rule_and_part_is_at_work_somewhere():
    """Else the rest would prove little."""
    found = {asked: model(asked)[1] for asked in ASKED}
    for name in ("twice", "missing", "over palm", "step 1", "step 2"):
        assert any(amounts[name] > 1.0 for amounts in found.values()), name
    worth = {
        rule for asked in ASKED for rule in RULES if model(asked, rule, 1.0)[0] > model(asked)[0]
    }
    assert worth == set(RULES)


# Suppliers --------------------------------------------------------------------------------------

SHARES = {"Alfa": {"petrol": 0.6, "diesel": 0.3}, "Beta": {"petrol": 0.4, "diesel": 0.7}}
OWN_PRICES = {"Alfa": {"hvo": 15.0}, "Beta": {"ethanol": 7.2}}
DUTIES = {
    "met": {"quota": {"level": "12 %"}},
    "an amount": {"quota": {"level": "420 Ml"}},
    "bought out": {"quota": {"level": "20 %", "buy_out": "6 NOK/l"}},
    "missed by one": {"quota": {"level": "15 %", "penalty": "8.5 NOK/l"}},
}


def of_suppliers(rule, names, pooled):
    """Return what suppliers pay in all, each by itself or together: litres, one grade a pool."""
    lp, prices = Independent(), {**PRICE, "hvo": 17.0}
    amount = float(rule["level"].split()[0])
    is_share = rule["level"].endswith("%")
    price = float((rule.get("buy_out") or rule.get("penalty") or "inf").split()[0])
    total = sum(demand(pool) for pool in SALES)
    duties = []
    for name in names:
        fuels = {"petrol": ("petrol", "ethanol"), "diesel": ("diesel", "fame", "hvo")}
        for pool, held in fuels.items():
            for one in held:
                lp.unknown((name, one), {**prices, **OWN_PRICES[name]}[one])
            energies = {(name, one): heat(one) for one in held}
            lp.exactly(energies, demand(pool) * SHARES[name][pool])
            for one, grade in (("ethanol", "E10"), ("fame", "B7"), ("hvo", "B7")):
                if one in held:
                    whole = {(name, other): 1.0 for other in held}
                    most = {key: LIMIT[grade, one] * x for key, x in whole.items()}
                    lp.below(plus((1, {(name, one): 1.0}), (-1, most)), 0.0)
        lp.unknown((name, "missing"), min(price, 1e6), 0.0 if np.isinf(price) else np.inf)
        every = [one for held in fuels.values() for one in held]
        base = {(name, one): amount / 100 for one in every} if is_share else {}
        counted = {(name, one): 1.0 for one in (*every, "missing") if one not in fuels}
        mine = sum(demand(pool) * SHARES[name][pool] for pool in fuels) / total
        duties.append((plus((1, base), (-1, counted)), 0.0 if is_share else -amount * mine))
    if pooled:
        duties = [(plus(*((1, terms) for terms, _ in duties)), sum(most for _, most in duties))]
    for terms, most in duties:
        lp.below(terms, most)
    return lp.solve()[0]


@pytest.fixture(scope="module", params=DUTIES)
def told_apart(request, tmp_path_factory):
    data = scenario("ghg alone")
    rule = {"type": "quota", "by": "volume", "of": "all petrol and diesel", "counting": "single"}
    data["rules"] = {"quota": rule | DUTIES[request.param]["quota"]}
    fulfil = {"least cost": {"petrol": ["ethanol"], "diesel": ["fame", "hvo"]}}
    how = {"fulfil": fulfil}
    data["cases"] = {
        "observed": {"fulfil": "as observed"},
        "alone": {**how, "suppliers": "alone"},
        "together": {**yaml.safe_load(yaml.safe_dump(how)), "suppliers": "together"},
    }
    data["suppliers"] = {
        name: {
            **{pool: f"{100 * share:.10g} %" for pool, share in shares.items()},
            "price": {one: f"{price} NOK/l" for one, price in OWN_PRICES[name].items()},
        }
        for name, shares in SHARES.items()
    }
    del data["supply"]
    data["costs"]["taxes"] = {}
    data["costs"]["price"]["hvo"] = "17 NOK/l"
    rule = DUTIES[request.param]["quota"]
    return rule, written(data, tmp_path_factory.mktemp("apart"))


def of_case(assessment, case, variable):
    return {
        row.supplier: row.value
        for row in assessment.rows
        if (row.case, row.variable) == (case, variable) and row.rule in ("", "quota")
    }


def test_alone_each_supplier_is_a_market_of_its_own(told_apart):
    rule, assessment = told_apart
    apart = sum(of_suppliers(rule, [name], pooled=False) for name in SHARES)
    assert value(assessment, case="alone", variable="supplier_cost") == pytest.approx(
        apart, rel=NEAR
    )


def test_together_they_pay_what_one_pooled_duty_costs(told_apart):
    rule, assessment = told_apart
    pooled = of_suppliers(rule, list(SHARES), pooled=True)
    together = value(assessment, case="together", variable="supplier_cost")
    assert together == pytest.approx(pooled, rel=NEAR)
    assert together <= value(assessment, case="alone", variable="supplier_cost") * (1 + 1e-12)


def test_certificates_come_to_what_is_missing_and_gains_add_up(told_apart):
    _, assessment = told_apart
    sold = of_case(assessment, "together", "certificates_sold")
    slack = value(assessment, case="together", variable="rule_slack", rule="quota")
    assert sum(sold.values()) == pytest.approx(min(0.0, slack), abs=1e-7)
    paid = of_case(assessment, "together", "certificate_payment")
    missed = of_case(assessment, "together", "shortfall_cost").get("", 0.0)
    assert sum(paid.values()) == pytest.approx(missed, abs=1e-6)
    gains = of_case(assessment, "together", "gain_from_trade")
    whole = gains.pop("")
    assert sum(gains.values()) == pytest.approx(whole, abs=1e-6)
    alone, together = (
        value(assessment, case=case, variable="supplier_cost") for case in ("alone", "together")
    )
    assert whole == pytest.approx(alone - together, abs=1e-6)
    assert min(gains.values()) >= -1e-6
