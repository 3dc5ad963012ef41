"""Signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.people.models import Account


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.account: Account | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("email") and given.get("password"):
            found = authenticate(self.request, username=given["email"], password=given["password"])
            if not isinstance(found, Account):
                # One sentence for both mistakes: which of the two is wrong is nobody else's business.
                self.add_error("password", _("E-mail and password do not belong together. Check both and try again."))
            else:
                self.account = found
        return given
