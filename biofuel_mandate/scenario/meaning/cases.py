"""What a case says: levels, what each pool sells, and what fills up."""

from __future__ import annotations

from biofuel_mandate.library import Library
from biofuel_mandate.quantities import suggest
from biofuel_mandate.scenario.fields import POOLS, Fill
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.schema import Case, PoolMarket
from biofuel_mandate.scenario.structure import driving_rules


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
        self._filler()

    def fault(self, path: Path, got: str, do: str) -> None:
        self.context.fault((*self.path, *path), got, do)

    def _levels(self) -> None:
        rules = self.context.written("rules")
        if self.case.quota is not None and "quota" not in rules:
            do = 'Name a rule "quota", or write the level under "levels:".'
            self.fault(("quota",), 'no rule is named "quota"', do)
        for rule in self.case.levels:
            if rule not in rules:
                self.fault(("levels", rule), f'there is no rule "{rule}"', suggest(rule, rules))
            if rule == "quota" and self.case.quota is not None:
                self.fault(("levels", rule), "the quota's level is given twice", "Keep one.")
        for rule, spec in (self.context.scenario.rules or {}).items():
            given = rule in self.case.levels or (rule == "quota" and self.case.quota is not None)
            if not given and spec.level is None:
                line = "quota: 3.5 %" if rule == "quota" else f"levels: {{{rule}: 3.5 %}}"
                self.fault((), f'rule "{rule}" has no level in this case', f'Write "{line}".')

    def _pools_covered(self) -> None:
        said = {pool for pool, _, _ in self.case.fulfil.fills}
        said |= set(self.context.written("cases", self.name, "fulfil"))
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
            if here and pool not in self.context.written("market"):
                self.fault(("fulfil", pool), f"{pool} has no market", "Add it under market.")
            return
        mentioned = {component for at, _, component in fulfil.fills if at == pool}
        for component in sold.blend:
            if here and component not in mentioned and sold.blend[component].value > 0:
                do = f"Write {component}: as observed, {component}: 0 %, or an amount."
                self.fault(("fulfil", pool), f"nothing is said of {component}", do)
        for at, grade, component in fulfil.fills:
            if at == pool:
                where = ("fulfil", pool, *([grade] if grade else []), component)
                self._fill(where, pool, component, fulfil.fills[at, grade, component])
        self._grades(pool, sold)

    def _fill(self, where: tuple[str, ...], pool: str, component: str, fill: Fill) -> None:
        if component == "sales":
            do = f"Put it under a grade: {pool}: {{B30: {{fame: 30 %, sales: rest}}}}."
            self.fault(where, "sales belong to a grade", do)
            return
        self.context.component(self.library, (*self.path, *where), component)
        if fill.case:
            cases = self.context.written("cases")
            if fill.case not in cases:
                self.fault(where, f'there is no case "{fill.case}"', suggest(fill.case, cases))
            elif self._leads_back(fill.case):
                do = "Give the amount in one of the cases."
                self.fault(where, f'this case and "{fill.case}" wait for each other', do)

    def _leads_back(self, case: str) -> bool:
        waiting, seen = [case], set()
        cases = self.context.scenario.cases
        while waiting:
            name = waiting.pop()
            if name == self.name:
                return True
            if name in cases and name not in seen:
                seen.add(name)
                waiting += [fill.case for fill in cases[name].fulfil.fills.values() if fill.case]
        return False

    def _grades(self, pool: str, sold: PoolMarket) -> None:
        fulfil = self.case.fulfil
        named = [grade for at, grade in fulfil.sales if at == pool]
        for grade in named:
            where = (*self.path, "fulfil", pool, grade)
            self.context.grade(self.library, where, pool, grade)
        own = any(at == pool and not grade for at, grade, _ in fulfil.fills)
        for grade in ([""] if own else []) + named:
            fills = {
                component: fill
                for (at, within, component), fill in fulfil.fills.items()
                if (at, within) == (pool, grade)
            }
            blend = (*self.path, "fulfil", pool, *([grade] if grade else []))
            self.context.blend(self.library, blend, pool, grade or sold.grade, fills)
        rest = [grade for grade in named if fulfil.sales[pool, grade] is None]
        if len(rest) + own > 1:
            do = 'Give "sales:" for all grades but one: a share, a volume or "rest".'
            both = ([sold.grade or pool] if own else []) + rest
            got = f"{' and '.join(both)} both sell what is left"
            self.fault(("fulfil", pool), got, do)
        if named and not own and not rest:
            do = 'Leave "sales:" out of the grade that sells what the others leave.'
            self.fault(("fulfil", pool), "every grade has sales of its own", do)

    def _proportion(self) -> None:
        market = self.context.pools()
        ratios = self.case.fulfil.ratios
        for component in ratios:
            known = any(component in sold.blend for sold in market.values())
            if not known:
                do = "Name biofuels of the base-year blend."
                where = ("fulfil", "in proportion", component)
                self.fault(where, f"{component} is not in the base-year market", do)
        amounts = list(ratios.values()) or [
            given for sold in market.values() for given in sold.blend.values()
        ]
        if not any(given.value > 0 for given in amounts):
            do = "Give the base-year blend, or say what each pool sells."
            self.fault(("fulfil",), "there is no biofuel to keep in proportion", do)

    def _filler(self) -> None:
        fulfil = self.case.fulfil
        fillers = [key for key, fill in fulfil.fills.items() if fill.how == "rest"]
        fillers += [
            (*key, "sales") for key, fill in fulfil.sales.items() if fill and fill.how == "rest"
        ]
        for pool, grade, component in fillers[1:]:
            first = " ".join(part for part in fillers[0] if part)
            where = ("fulfil", pool, *([grade] if grade else []), component)
            self.fault(where, f"{first} fills up already", "Let one thing fill up to the quota.")
        if not fillers and fulfil.how != "proportion":
            if self.case.fills_up_to is not None:
                do = "Give one component or grade as rest, or leave fills_up_to out."
                self.fault(("fills_up_to",), "nothing fills up", do)
            return
        rules = self.context.written("rules")
        if self.case.fills_up_to is not None and self.case.fills_up_to not in rules:
            do = suggest(self.case.fills_up_to, rules)
            self.fault(("fills_up_to",), f'there is no rule "{self.case.fills_up_to}"', do)
        elif self.context.scenario.rules and len(rules) == len(self.context.scenario.rules):
            drives = driving_rules(self.context.scenario, self.name)
            if len(drives) != 1:
                got = f"{len(drives) or 'no'} quota{'s' if len(drives) != 1 else ''} to fill up to"
                self.fault((), got, 'Name the rule: "fills_up_to: quota".')
