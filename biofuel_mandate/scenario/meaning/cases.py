"""What a case says: levels, what each pool sells, and what fills up."""

from __future__ import annotations

from collections.abc import Mapping

from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import LEAST_COST, Fill
from biofuel_mandate.scenario.market_schema import PoolMarket
from biofuel_mandate.scenario.meaning.choice import check_choice_of
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.meaning.grades import check_grades, check_measure
from biofuel_mandate.scenario.meaning.instruments import check_level
from biofuel_mandate.scenario.schema import Case
from biofuel_mandate.scenario.structure import driving_rules, is_among
from biofuel_mandate.words import printable, shown, suggest

_GRADED = {
    "petrol": "petrol: {ethanol: 5 %, E10: {ethanol: 10 %, sales: 30 %}}",
    "diesel": "diesel: {fame: 7 %, B30: {fame: 30 %, sales: rest}}",
}
# Cases that take their amounts from one another are solved one within the other.
_LONGEST_CHAIN = 20


def check_cases(context: Context, library: Library) -> None:
    """Check every case."""
    for name, case in (context.scenario.cases or {}).items():
        _CaseCheck(context, library, name, case).check()


class _CaseCheck:
    """Checks one case."""

    def __init__(self, context: Context, library: Library, name: str, case: Case) -> None:
        self.context, self.library = context, library
        self.name, self.case = name, case
        self.path = ("cases", name)

    def check(self) -> None:
        """Check levels, what is sold, and what fills up."""
        self._levels()
        if self.context.scenario.market is None:
            return
        fulfil = self.case.fulfil
        if fulfil.how == "blend":
            self._pools_covered()
            for pool in POOLS:
                self._sold(pool)
        elif fulfil.how == "proportion":
            self._proportion()
        elif fulfil.how == LEAST_COST:
            check_choice_of(self.context, self.library, self.name)
        self._filler()

    def fault(self, path: Path, got: str, do: str) -> None:
        self.context.fault((*self.path, *path), got, do)

    def _rules(self, rules: tuple[str, ...]) -> None:
        """Check which rules are said to hold here, and the form of their levels."""
        named = self.case.rules or []
        for number, rule in enumerate(named):
            if not any(is_among(one, [rule], rules) for one in rules):
                got = f"there is no rule {shown(rule)}"
                self.fault(("rules", number), got, suggest(rule, rules))
            elif rule in named[:number]:
                self.fault(("rules", number), f"{rule} is named twice", "Name it once.")
        for rule, spec in (self.context.scenario.rules or {}).items():
            at = ("quota",) if rule == "quota" and self.case.quota else ("levels", rule)
            level = self.case.quota if at == ("quota",) else self.case.levels.get(rule)
            if level is None:
                continue
            check_level(self.context, (*self.path, *at), level.kind, spec)
            if self.case.rules is not None and not is_among(rule, self.case.rules, rules):
                do = f'Add {rule} to "rules:", or leave the level out.'
                self.fault(at, f"{rule} does not hold in this case", do)

    def _levels(self) -> None:
        rules = self.context.written("rules")
        if not rules:
            return
        self._rules(rules)
        for rule in self.case.levels:
            if rule not in rules:
                got = f"there is no rule {shown(rule)}"
                self.fault(("levels", rule), got, suggest(rule, rules))
            if rule == "quota" and self.case.quota is not None:
                self.fault(("levels", rule), "the quota's level is given twice", "Keep one.")
        if "quota" in self.context.written(*self.path) and "quota" not in rules:
            do = f'Name a rule "quota", or write "levels: {{{rules[0]}: ...}}".'
            self.fault(("quota",), 'no rule is named "quota"', do)
            return
        for rule, spec in (self.context.scenario.rules or {}).items():
            if self.case.rules is not None and not is_among(rule, self.case.rules, rules):
                continue
            if spec.level is None and self._lacks_level(rule):
                in_levels = f"levels: {{{printable(rule)}: 0.5 %}}"
                line = "quota: 5.5 %" if rule == "quota" else in_levels
                got = f"rule {shown(rule)} has no level in this case"
                self.fault((), got, f'Write "{line}", or give the rule a "level:".')

    def _lacks_level(self, rule: str) -> bool:
        levels = self.context.written(*self.path, "levels")
        here = ("quota",) if rule == "quota" else ()
        lacks = self.context.lacks(self.path, *here)
        is_faulty = self.context.is_misshapen(*self.path, "levels")
        in_rule = not self.context.lacks(("rules", rule), "level")
        return lacks and rule not in levels and not is_faulty and not in_rule

    def _pools_covered(self) -> None:
        said = self.context.written(*self.path, "fulfil")
        for pool, sold in self.context.pools().items():
            if pool not in said:
                example = next(iter(sold.blend), "ethanol")
                do = f"Write {pool}: {{{example}: as observed}}, or {pool}: {{}} for no biofuel."
                self.fault(("fulfil",), f"nothing says what {pool} holds", do)

    def _sold(self, pool: str) -> None:
        sold = self.context.pools().get(pool)
        fulfil = self.case.fulfil
        here = [key for key in (*fulfil.fills, *fulfil.sales) if key[0] == pool]
        if sold is None:
            has_market = any(name in POOLS for name in self.context.written("market"))
            if here and has_market and self.context.lacks(("market",), pool):
                self.fault(("fulfil", pool), f"{pool} has no market", "Add it under market.")
            return
        self._all_mentioned(pool, sold, bool(here))
        for at, grade, component in fulfil.fills:
            if at == pool:
                where = ("fulfil", pool, *([grade] if grade else []), component)
                fill = fulfil.fills[at, grade, component]
                self._fill(where, pool, component, fill)
                if self._is_component(component):
                    check_measure(self.context, self.library, (*self.path, *where), grade, fill)
        check_grades(self.context, self.library, self.name, pool)

    def _all_mentioned(self, pool: str, sold: PoolMarket, is_sold: bool) -> None:
        mentioned = {component for at, _, component in self.case.fulfil.fills if at == pool}
        for component in sold.blend:
            observed = is_sold and sold.blend[component].value > 0
            if observed and component not in mentioned and self._is_component(component):
                do = f"Write {component}: as observed, {component}: 0 %, or an amount."
                self.fault(("fulfil", pool), f"nothing is said of {component}", do)

    def _is_component(self, name: str) -> bool:
        return self.context.is_component(self.library, name)

    def _fill(self, where: tuple[str, ...], pool: str, component: str, fill: Fill) -> None:
        if component == "sales":
            do = f"Put them under a grade, as in {_GRADED[pool]}."
            self.fault(where, "sales belong to a grade", do)
            return
        self.context.component(self.library, (*self.path, *where), component)
        if not fill.case:
            return
        cases = self.context.written("cases")
        if fill.case not in cases:
            self.fault(where, f"there is no case {shown(fill.case)}", suggest(fill.case, cases))
        elif fill.case == self.name:
            do = "Name another case, or write the amount."
            self.fault(where, f'{component} is taken from "{self.name}", this case itself', do)
        elif self._leads_back(fill.case):
            got = f'"{fill.case}" takes its amounts from this case in turn'
            self.fault(where, got, "Give the amount in one of the cases.")
        elif self._depth(fill.case) > _LONGEST_CHAIN:
            got = f"more than {_LONGEST_CHAIN} cases take their amounts from one another"
            self.fault(where, got, "Give the amount in one of the cases.")

    def _sources(self, case: str) -> set[str]:
        """Return the cases that a case takes amounts from."""
        found = self.context.scenario.cases.get(case)
        fills = found.fulfil.fills.values() if found else ()
        return {fill.case for fill in fills if fill.case}

    def _leads_back(self, case: str) -> bool:
        waiting, seen = [case], set()
        while waiting:
            name = waiting.pop()
            if name == self.name:
                return True
            if name not in seen:
                seen.add(name)
                waiting += self._sources(name)
        return False

    def _depth(self, case: str) -> int:
        """Return how long a chain of cases hangs on one case, counted up to the limit."""
        depth, names = 0, {case}
        while names and depth <= _LONGEST_CHAIN:
            depth += 1
            names = {source for name in names for source in self._sources(name)}
        return depth

    def _proportion(self) -> None:
        market = self.context.pools()
        ratios = self.case.fulfil.ratios
        written = self.context.written
        known = tuple(name for pool in POOLS for name in written("market", pool, "blend"))
        for component in ratios:
            if component not in known:
                where = ("fulfil", "in proportion", component)
                got = f"{shown(component)} is not in the base-year market"
                self.fault(where, got, suggest(component, known))
        for component in ratios:
            if known.count(component) > 1:
                where = ("fulfil", "in proportion", component)
                do = 'Write "fulfil: in proportion", which keeps what was observed in each.'
                self.fault(where, f"{component} is sold in {known.count(component)} pools", do)
        if ratios and set(ratios) <= set(known):
            self._all_in_proportion(ratios)
        amounts = list(ratios.values()) or [
            given for sold in market.values() for given in sold.blend.values()
        ]
        read = market and set(self.context.written("market")) & set(POOLS) == set(market)
        all_read = read and len(amounts) == len(ratios or known)
        if all_read and not any(given.value > 0 for given in amounts):
            do = "Give the base-year blend, or say what each pool sells."
            self.fault(("fulfil",), "there is no biofuel to keep in proportion", do)

    def _all_in_proportion(self, ratios: Mapping[str, Given]) -> None:
        for sold in self.context.pools().values():
            for component, given in sold.blend.items():
                if component not in ratios and given.value > 0:
                    got = f"nothing is said of {component}"
                    do = f"Give its part, such as {component}: 1, or 0."
                    self.fault(("fulfil", "in proportion"), got, do)

    def _filler(self) -> None:
        fulfil = self.case.fulfil
        fillers = [key for key, fill in fulfil.fills.items() if fill.how == "rest"]
        fillers += [
            (*key, "sales") for key, fill in fulfil.sales.items() if fill and fill.how == "rest"
        ]
        for pool, grade, component in fillers[1:]:
            first = " in ".join(part for part in reversed(fillers[0]) if part)
            where = ("fulfil", pool, *([grade] if grade else []), component)
            do = 'Let one thing be "rest", and give the amount of the others.'
            self.fault(where, f"{first} fills up to the quota already", do)
        if fillers or fulfil.how == "proportion":
            self._filled_up_to()
        elif self.case.fills_up_to is not None:
            do = 'Make one biofuel or grade "rest", or leave fills_up_to out.'
            self.fault(("fills_up_to",), "nothing fills up", do)

    def _filled_up_to(self) -> None:
        rules, scenario = self.context.written("rules"), self.context.scenario
        named = self.case.fills_up_to
        if named is not None:
            if rules and named not in rules:
                got = f"there is no rule {shown(named)}"
                self.fault(("fills_up_to",), got, suggest(named, rules))
            elif self.case.rules is not None and not is_among(named, self.case.rules, rules):
                do = 'Add it to "rules:", or name another.'
                self.fault(("fills_up_to",), f"{named} does not hold in this case", do)
            return
        if self.context.document.is_before_rules:
            got = "no quota holds yet, or any more, and something fills up to one"
            do = "Say by year how the case is met: {2015: as observed, 2017: ..., after: same}."
            self.fault(("fulfil",), got, do)
            return
        all_read = scenario.rules and len(rules) == len(scenario.rules)
        if not all_read or not self.context.lacks(self.path, "fills_up_to"):
            return
        quotas = driving_rules(scenario, self.name)
        if len(quotas) > 1:
            got = f"there are several quotas to fill up to: {', '.join(quotas)}"
            self.fault((), got, f'Name one: "fills_up_to: {quotas[0]}".')
        elif not quotas:
            got = "no rule is a quota, so nothing says what to fill up to"
            sub_quotas = [name for name in rules if scenario.rules[name].type == "sub-quota"]
            do = f'Name a rule: "fills_up_to: {sub_quotas[0]}".' if sub_quotas else ""
            self.fault((), got, do or 'Say how it is met otherwise, as in "fulfil: as observed".')
