"""Placing a legal hold and ending one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.feeds.models import Feed


class HoldForm(forms.Form):
    """What is held, and why."""

    feed = forms.ModelChoiceField(
        Feed.objects.select_related("facility"), label=_("What"), required=False, empty_label=_("everything")
    )
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who asked for it and in which matter. No patient by name."),
    )


class EndHoldForm(forms.Form):
    """Why a hold may end."""

    reason = forms.CharField(label=_("Why it may end"), widget=forms.Textarea(attrs={"rows": 2}))
