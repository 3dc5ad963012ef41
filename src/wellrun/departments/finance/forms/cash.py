"""Which accounts are what for cash, and what they held at first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.departments.finance.rules.cash import AccountRole, Roles
from wellrun.departments.finance.words.cash import ROLE_NAMES


class CashTermsForm(forms.Form):
    """A field for each role, with codes of accounts between commas."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opening = forms.DecimalField(
        label=_("What the cash accounts held before the first period of the ledger"),
        max_digits=16,
        decimal_places=2,
        required=False,
        help_text=_("Without it, what they hold is not known."),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for role in AccountRole:
            self.fields[role.value] = forms.CharField(
                label=ROLE_NAMES[role],
                max_length=400,
                required=False,
                help_text=_("Codes between commas; 10* is every code that begins with 10."),
            )

    @staticmethod
    def of(roles: Roles, opening: int | None, version: int) -> dict[str, Any]:
        """The fields as they stand."""
        told = {role.value: ", ".join(codes) for role, codes in roles.items()}
        return {**told, "version": version, "opening": None if opening is None else opening / 100}

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        given = self.cleaned_data
        opening = given["opening"]
        codes = {
            role: tuple(one.strip() for one in given[role.value].split(",") if one.strip()) for role in AccountRole
        }
        return {
            "roles": {role: told for role, told in codes.items() if told},
            "opening": None if opening is None else whole_cents(opening),
            "version": given["version"],
        }
