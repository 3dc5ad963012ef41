"""How pages say dates, numbers and marks. Loaded into every template."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SHAPES = {
    "harm": '<path d="M7 1h8l6 6v8l-6 6H7l-6-6V7z" fill="var(--harm)"/>'
    '<path d="M11 5.5v7M11 15v2" stroke="var(--paper)" stroke-width="2.4" stroke-linecap="round"/>',
    "concern-up": '<path d="M11 3 20 19H2z" fill="var(--concern)"/>',
    "concern-down": '<path d="M2 3h18l-9 16z" fill="var(--concern)"/>',
    "improve": '<path d="m11 1 9.5 10L11 21 1.5 11z" fill="var(--improve)"/>',
    "neutral": '<rect x="3" y="3" width="16" height="16" fill="var(--neutral)"/>',
    "common": '<circle cx="11" cy="11" r="6" fill="var(--common)"/>',
    "clock": '<circle cx="11" cy="11" r="8.5" fill="none" stroke="var(--ink)" stroke-width="2.2"/>'
    '<path d="M11 6v5l3.4 2" fill="none" stroke="var(--ink)" stroke-width="2.2" stroke-linecap="round"/>',
    "open": '<circle cx="11" cy="11" r="7.5" fill="none" stroke="var(--common)" stroke-width="2"/>',
    "risk": '<path d="M11 3 20 19H2z" fill="none" stroke="var(--concern)" stroke-width="2.2"/>',
    "done": '<path d="m4 11.5 5 5L18.5 6" fill="none" stroke="var(--ink)" stroke-width="2.4"/>',
    "stopped": '<path d="m5 5 12 12M17 5 5 17" fill="none" stroke="var(--common)" stroke-width="2.2"/>',
}
"""Every mark says its state by shape as well as by colour."""


@register.simple_tag
def shape(name: str) -> SafeString:
    """The small drawing of a state; the words beside it say the same, so it is not read aloud."""
    # Built from the table above only, never from what somebody typed.
    return mark_safe(f'<svg class="shape" viewBox="0 0 22 22" aria-hidden="true">{SHAPES[name]}</svg>')  # noqa: S308


@register.filter
def day(value: dt.date | None) -> str:
    """A day as people say it: 5 October, with the year when it is not this one."""
    if value is None:
        return ""
    this_year = value.year == dt.datetime.now(tz=dt.UTC).year
    return formats.date_format(value, "j F" if this_year else "j F Y")


@register.filter
def weekday(value: dt.date) -> str:
    """A day with its weekday: Mon 30 Nov 2026."""
    return formats.date_format(value, "D j M Y")


@register.filter
def plain_number(value: Any, places: int = 0) -> str:
    """A number in the reader's own notation; an empty value stays empty."""
    if value is None:
        return ""
    # Django cuts the figures it has no room for; a reader expects them rounded.
    rounded = round(value, places) if isinstance(value, float) else value
    return formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€"}
"""Currencies whose sign stands before the figure; any other stands behind it as its code (ISO 4217)."""


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """A share as per cent: 0.118 is 12 %."""
    return "" if value is None else f"{plain_number(100.0 * value, places)}\u00a0%"


@register.filter
def money(value: Decimal | int | None, currency: str) -> str:
    """Whole units of a currency: $1,098."""
    if value is None:
        return ""
    figure = formats.number_format(abs(round(value)), decimal_pos=0, use_l10n=True, force_grouping=True)
    sign = "−" if round(value) < 0 else ""
    return f"{sign}{SYMBOLS[currency]}{figure}" if currency in SYMBOLS else f"{sign}{figure} {currency}"


@register.filter
def to_the_cent(value: Decimal | None, currency: str = "") -> str:
    """An amount with its cents: 1,045,218.37, and with its currency $1,045,218.37."""
    if value is None:
        return ""
    figure = formats.number_format(abs(value), decimal_pos=2, use_l10n=True, force_grouping=True)
    sign = "−" if value < 0 else ""
    if not currency:
        return f"{sign}{figure}"
    return f"{sign}{SYMBOLS[currency]}{figure}" if currency in SYMBOLS else f"{sign}{figure} {currency}"


@register.simple_tag
def field_error(field: Any) -> SafeString:
    """The faults of a form field, beside it, in a place that assistive technology is told of."""
    if not field.errors:
        return SafeString("")
    return format_html('<p class="error" id="{}_error">▲ {}</p>', field.id_for_label, " ".join(field.errors))
