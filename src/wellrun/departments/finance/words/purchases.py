"""Purchases in words: what an invoice differs in, what a step is called, and what of a budget is left."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.finance.rules.purchasing.matching import Difference, Kind
from wellrun.departments.finance.rules.purchasing.states import Judgement, Step
from wellrun.foundations.pages.templatetags.words import plain_number, to_the_cent

STEP_NAMES = {
    Step.SUBMIT: gettext_lazy("Submit for approval"),
    Step.TAKE_BACK: gettext_lazy("Take back"),
    Step.APPROVE: gettext_lazy("Approve"),
    Step.SEND_BACK: gettext_lazy("Send back"),
    Step.ORDER: gettext_lazy("Make it an order"),
    Step.UNDO_ORDER: gettext_lazy("Undo the order"),
    Step.SEND: gettext_lazy("It is sent to the vendor"),
    Step.CLOSE: gettext_lazy("Close: no more will come"),
    Step.REOPEN: gettext_lazy("Open again"),
    Step.WITHDRAW: gettext_lazy("Withdraw"),
}
JUDGEMENT_NAMES = {
    Judgement.ACCEPT: gettext_lazy("Accept it"),
    Judgement.ASK_CREDIT: gettext_lazy("Ask for a credit"),
    Judgement.REFUSE: gettext_lazy("Refuse it"),
    Judgement.HOLD: gettext_lazy("Hold it again"),
    Judgement.CREDITED: gettext_lazy("Credited"),
    Judgement.MATCH: gettext_lazy("Matched"),
    Judgement.PAY: gettext_lazy("Handed on"),
}
SAID: Mapping[Kind, Any] = {
    Kind.NO_ORDER: gettext_lazy("It names no order of this vendor that was sent."),
    Kind.CURRENCY: gettext_lazy("It is in another currency than the order."),
    Kind.DUPLICATE: gettext_lazy("It came before: the number, or the amount and nearly the day, are those of another."),
    Kind.LINE: gettext_lazy("%(found)s of something that is not on the order: %(money)s."),
    Kind.QUANTITY: gettext_lazy(
        "%(name)s: %(found)s invoiced, %(expected)s came and were not invoiced before: %(money)s too much."
    ),
    Kind.PRICE: gettext_lazy("%(name)s: %(found)s for one instead of %(expected)s: %(money)s %(way)s."),
    Kind.EXTENSION: gettext_lazy(
        "%(name)s: its quantity times its price is %(expected)s, it asks %(found)s: %(money)s %(way)s."
    ),
    Kind.TAX: gettext_lazy("Tax is %(found)s instead of %(expected)s: %(money)s %(way)s."),
    Kind.FREIGHT: gettext_lazy("Freight is %(found)s; %(expected)s of what was agreed is left: %(money)s %(way)s."),
    Kind.TOTAL: gettext_lazy("Its total is %(found)s, its parts come to %(expected)s: %(money)s %(way)s."),
}
WHOLE = frozenset((Kind.EXTENSION, Kind.TAX, Kind.FREIGHT, Kind.TOTAL))
"""Kinds whose expected and found are cents."""


def difference_words(one: Difference, *, name: str, currency: str) -> str:
    """A difference as a sentence, with what it comes to and whose way it goes."""
    told = _amounts(one) if one.kind in WHOLE else _figures(one, currency)
    said = {
        **told,
        "name": name or _("A line"),
        "money": to_the_cent(Decimal(abs(one.cents)) / 100, currency),
        "way": _("too much") if one.cents > 0 else _("too little, in our favour"),
    }
    return str(SAID[one.kind]) % said


def _amounts(one: Difference) -> dict[str, str]:
    return {"expected": to_the_cent(one.expected / 100), "found": to_the_cent(one.found / 100)}


def _figures(one: Difference, currency: str) -> dict[str, str]:
    if one.kind is Kind.PRICE:
        return {"expected": unit_price(one.expected, currency), "found": unit_price(one.found, currency)}
    return {"expected": quantity_words(one.expected), "found": quantity_words(one.found)}


def typed(value: Decimal) -> str:
    """A figure as somebody would type it: 300, neither 300.0000 nor 3E+2."""
    return f"{value.normalize():f}"


def quantity_words(value: Decimal) -> str:
    """A quantity without zeros that say nothing."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return str(plain_number(value, places))


def unit_price(value: Decimal, currency: str = "") -> str:
    """A price of one: to the cent, or as fine as it is."""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    figure = to_the_cent(value, currency)
    return figure if places == 2 else f"{plain_number(value, places)}{f' {currency}' if currency else ''}"


def leaves_words(*, centre: str, account: str, left: int, until: str, currency: str) -> str:
    """What is left of a line of the budget once a purchase is committed."""
    amount = to_the_cent(Decimal(abs(left)) / 100, currency)
    said = {"centre": centre, "account": account, "amount": amount, "until": until}
    if left < 0:
        return _("This is %(amount)s beyond %(centre)s’s budget for %(account)s until %(until)s.") % said
    return _("This leaves %(amount)s of %(centre)s’s %(account)s until %(until)s.") % said
