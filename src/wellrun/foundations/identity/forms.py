"""Choosing a password, and asking for a new one."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.people.models import Account


class PasswordForm(forms.Form):
    """A new password, typed twice; the old one too where there is one that its owner should know."""

    current = forms.CharField(
        label=_("Password until now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Four words that do not belong together are good and easy to keep."),
    )
    again = forms.CharField(
        label=_("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, *args: Any, needs_current: bool, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)
        if not needs_current:
            del self.fields["current"]

    def clean_current(self) -> str:
        given: str = self.cleaned_data["current"]
        if not self.account.check_password(given):
            raise ValidationError(_("This is not your password until now."))
        return given

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        validate_password(given, self.account)
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("This differs from what stands above. Type the same password twice."))
        return given


class SignInForm(LoginForm):
    """E-mail and password. What a field is for stands above it, not in it, where typing would hide it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ForgottenForm(forms.Form):
    """Whose password is to be set anew."""

    email = forms.EmailField(label=_("Work e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class LanguageForm(forms.Form):
    """The language of one's pages."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser asks")), *settings.LANGUAGES]
    )
