"""What care costs, in words: the headline of overhead, of a service line, and of a hospital among its peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.finance.rules.costing import BED_DAYS
from wellrun.departments.finance.rules.hospital_ratios import RATIOS
from wellrun.departments.finance.rules.margins import Margin
from wellrun.departments.finance.rules.peers import Standing
from wellrun.engines.costing import Method
from wellrun.foundations.pages.templatetags.words import money, plain_number

METHOD_NAMES: Mapping[Method, Promise] = {
    Method.STEP_DOWN: gettext_lazy("step-down"),
    Method.RECIPROCAL: gettext_lazy("reciprocal"),
    Method.DIRECT: gettext_lazy("direct"),
}
RATIO_NAMES: Mapping[str, Promise] = {
    "operating_margin": gettext_lazy("Operating margin"),
    "total_margin": gettext_lazy("Total margin"),
    "days_cash": gettext_lazy("Days cash on hand"),
    "days_receivable": gettext_lazy("Days in accounts receivable"),
    "payment_period": gettext_lazy("Average payment period"),
    "current_ratio": gettext_lazy("Current ratio"),
    "equity_share": gettext_lazy("Equity financing"),
    "occupancy": gettext_lazy("Occupancy"),
    "stay": gettext_lazy("Average stay"),
    "cost_to_charge": gettext_lazy("Cost-to-charge ratio"),
    "cost_per_discharge": gettext_lazy("Cost per adjusted discharge"),
    "employees_per_bed": gettext_lazy("FTE per adjusted occupied bed"),
    "uncompensated": gettext_lazy("Uncompensated care"),
}
DEFINITIONS: Mapping[str, Promise] = {
    "operating_margin": gettext_lazy(
        "(net patient revenue − operating expense) ÷ net patient revenue. Other income is left out: the reports do not "
        "tell which of it is operating."
    ),
    "total_margin": gettext_lazy("net income ÷ (net patient revenue + other income)."),
    "days_cash": gettext_lazy(
        "(cash + temporary investments + investments) ÷ (operating expense − depreciation) a day. The reports do not "
        "tell what is restricted."
    ),
    "days_receivable": gettext_lazy("(accounts receivable − allowances) ÷ net patient revenue a day."),
    "payment_period": gettext_lazy("current liabilities ÷ (operating expense − depreciation) a day."),
    "current_ratio": gettext_lazy("current assets ÷ current liabilities."),
    "equity_share": gettext_lazy("fund balances ÷ total assets."),
    "occupancy": gettext_lazy("patient days ÷ bed days available."),
    "stay": gettext_lazy("patient days ÷ discharges."),
    "cost_to_charge": gettext_lazy("total costs ÷ inpatient and outpatient charges."),
    "cost_per_discharge": gettext_lazy("operating expense ÷ (discharges × all patient revenue ÷ inpatient revenue)."),
    "employees_per_bed": gettext_lazy(
        "full-time equivalents ÷ (patients a day × all patient revenue ÷ inpatient revenue)."
    ),
    "uncompensated": gettext_lazy("cost of uncompensated care ÷ operating expense."),
}
SUM_NAMES: Mapping[str, Promise] = {
    "charges": gettext_lazy("Inpatient + outpatient charges = combined charges"),
    "patient revenue": gettext_lazy("Inpatient + outpatient revenue = total patient revenue"),
    "net patient revenue": gettext_lazy("Patient revenue − contractual allowances = net patient revenue"),
    "income from service": gettext_lazy("Net patient revenue − operating expense = income from service"),
    "total income": gettext_lazy("Income from service + other income = total income"),
    "net income": gettext_lazy("Total income − other expenses = net income"),
    "total assets": gettext_lazy("Current + fixed + other assets = total assets"),
    "total liabilities": gettext_lazy("Current + long-term liabilities = total liabilities"),
    "liabilities and funds": gettext_lazy("Liabilities + fund balances = their total"),
    "balance sheet": gettext_lazy("Total assets = liabilities and fund balances"),
    "cost to charge": gettext_lazy("Total costs ÷ charges = cost-to-charge ratio"),
}
CRITERION_NAMES: Mapping[str, Promise] = {
    "kind": gettext_lazy("same type"),
    "size": gettext_lazy("same size"),
    "control": gettext_lazy("same control"),
    "setting": gettext_lazy("same setting, rural or urban"),
    "state": gettext_lazy("same state"),
}
BASIS_NAMES: Mapping[str, Promise] = {
    BED_DAYS: gettext_lazy("bed days"),
    "square_feet": gettext_lazy("square feet"),
    "minutes": gettext_lazy("minutes"),
    "tests": gettext_lazy("tests"),
    "examinations": gettext_lazy("examinations"),
    "meals": gettext_lazy("meals"),
    "pounds": gettext_lazy("pounds of laundry"),
    "heads": gettext_lazy("heads (FTE)"),
}


def basis_name(basis: str) -> str:
    """A statistic or activity as it is said."""
    return str(BASIS_NAMES.get(basis, basis.replace("_", " ")))


def whole_money(cents: int | float, currency: str) -> str:
    """Whole units of the currency, with a minus that does not break off."""
    whole = round(abs(cents) / 100)
    said = money(whole, currency) if currency else plain_number(whole)
    return said if cents >= 0 else f"−\u2060{said}"


def overhead_statement(name: str, overhead: int, whole: int, when: str, currency: str) -> str:
    """Overhead is $4,200,000 of what Harbour View cost in October 2026: 31 in every 100."""
    said = {
        "amount": whole_money(overhead, currency),
        "name": name,
        "when": when,
        "share": plain_number(100 * overhead / whole if whole else 0.0),
    }
    return _("Overhead is %(amount)s of what %(name)s cost %(when)s: %(share)s %%.") % said


def gains_words(names: Mapping[str, str], more: Sequence[tuple[str, int]], currency: str) -> str:
    """Whom the reciprocal method burdens most and whom it relieves most, against step-down."""
    if not more or not more[0][1]:
        return _("Step-down and reciprocal agree to the cent.")
    first, last = more[0], more[-1]
    return _(
        "Reciprocal puts %(more)s more on %(first)s than step-down, and %(less)s less on %(last)s; all differences "
        "together are nothing."
    ) % {
        "more": whole_money(first[1], currency),
        "first": names.get(first[0], first[0]),
        "less": whole_money(-last[1], currency),
        "last": names.get(last[0], last[0]),
    }


def line_statement(name: str, cases: int, cost: int, each: float, when: str, currency: str) -> str:
    """Medicine cost $3,100,000 in October 2026: 402 cases, $7,711 each."""
    said = {
        "name": name,
        "cost": whole_money(cost, currency),
        "when": when,
        "cases": plain_number(cases),
        "each": whole_money(each, currency),
    }
    words = ngettext(
        "%(name)s cost %(cost)s %(when)s: %(cases)s case.",
        "%(name)s cost %(cost)s %(when)s: %(cases)s cases, %(each)s each.",
        cases,
    )
    return words % said


def margin_words(margin: Margin | None, currency: str) -> str:
    """A margin as it is said in a table, with its interval where it is estimated."""
    if margin is None:
        return _("not known")
    said = whole_money(margin.cents, currency)
    if not margin.estimated:
        return said
    low, high = (whole_money(one or 0, currency) for one in (margin.lower, margin.upper))
    return _("%(margin)s (%(low)s to %(high)s)") % {"margin": said, "low": low, "high": high}


def figure_words(key: str, value: float, currency: str = "USD") -> str:
    """A ratio with its unit."""
    ratio = RATIOS[key]
    if ratio.unit == "money":
        return money(round(value), currency)
    said = plain_number(abs(value), ratio.places)
    said = f"−\u2060{said}" if round(value, ratio.places) < 0 else said
    return f"{said} %" if ratio.unit == "%" else said


def standing_words(key: str, stands: Standing) -> str:
    """Your days cash on hand, 142, is better than 58 % (52 to 64) of 311 hospitals like yours."""
    name = str(RATIO_NAMES[key])
    said = {"name": name[0].lower() + name[1:] if not name.startswith("FTE") else name}
    said |= {"value": figure_words(key, stands.value), "n": plain_number(stands.count)}
    if stands.share is None or stands.lower is None or stands.upper is None:
        return (
            ngettext(
                "Your %(name)s, %(value)s, can be compared with %(n)s hospital only: too few to say where it stands.",
                "Your %(name)s, %(value)s, can be compared with %(n)s hospitals only: too few to say where it stands.",
                stands.count,
            )
            % said
        )
    said |= {
        "share": plain_number(100 * stands.share),
        "low": plain_number(100 * stands.lower),
        "high": plain_number(100 * stands.upper),
    }
    better = RATIOS[key].better
    words = (
        _("Your %(name)s, %(value)s, is better than %(share)s %% (%(low)s to %(high)s) of %(n)s hospitals like yours.")
        if better
        else _("Your %(name)s, %(value)s, is above %(share)s %% (%(low)s to %(high)s) of %(n)s hospitals like yours.")
    )
    return words % said
