"""The page of one's own access tokens. A token is made and ended in a session only, never by a token."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.foundations.access import actions
from wellrun.foundations.access.models import Token
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.routes import ReaderRequest, open_to_signed_in
from wellrun.foundations.access.rules import SENSITIVE, Permission
from wellrun.foundations.access.tokens import LONGEST_LIFE, has_second_factor
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

FIRST_LIFE = dt.timedelta(days=90)
OWN = "Everyone sees and makes only their own."


class TokenForm(forms.Form):
    """What a token is for, where, and until when."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("The program that will use it."))
    place = forms.ChoiceField(label=_("Place"))
    permissions = forms.MultipleChoiceField(label=_("It may"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, account: Account, tree: Tree, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {permission: places_where(account, permission, tree=tree) for permission in Permission}
        open_to = has_second_factor(account)
        widest = dict.fromkeys(place for places in held.values() for place in places)
        places = dict.fromkeys(below for place in widest for below in tree.within(place))
        chosen: Any = self.fields["place"]
        chosen.choices = [(place.code, _in_line(place)) for place in places]
        allowed: Any = self.fields["permissions"]
        allowed.choices = [
            (permission.value, permission.value)
            for permission, places in held.items()
            if places and (open_to or permission not in SENSITIVE)
        ]
        if not open_to and any(places and permission in SENSITIVE for permission, places in held.items()):
            allowed.help_text = _("What shows patients or changes who may what needs a second factor on your account.")
        day = self.fields["expires_on"]
        day.initial = today + FIRST_LIFE
        day.widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST_LIFE).isoformat()}


def _in_line(place: Place) -> str:
    return f"{' ' * (len(place.path) - 1)}{place.name} ({place.code})"


@open_to_signed_in(reason=OWN)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """One's own tokens, and the form that makes one; a new one is shown here once."""
    today = timezone.localdate()
    form = TokenForm(request.POST or None, account=request.user, tree=request.tree, today=today)
    made = _made(form, request, today) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        form = TokenForm(account=request.user, tree=request.tree, today=today)
    own = list(Token.objects.filter(account=request.user))
    context = {
        "form": form,
        "secret": made,
        "open": [token for token in own if token.ended_at is None and token.expires_on >= today],
        "over": [token for token in own if token.ended_at is not None or token.expires_on < today],
    }
    return render(request, "access/tokens.html", context, status=422 if form.errors else 200)


def _made(form: TokenForm, request: ReaderRequest, today: dt.date) -> str | None:
    given = form.cleaned_data
    try:
        _token, secret = actions.make_token(
            name=given["name"],
            permissions=frozenset(Permission(name) for name in given["permissions"]),
            place=request.tree[given["place"]],
            expires_on=given["expires_on"],
            today=today,
            tree=request.tree,
            by=request.user,
        )
    except Refused as refused:
        for fault in refused.faults:
            form.add_error(fault.place or None, f"{fault.message} {fault.remedy}")
        return None
    return secret


@open_to_signed_in(reason=OWN)
@require_POST
def end(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ends a token at once."""
    if not Token.objects.filter(account=request.user, pk=pk).exists():
        raise Http404
    actions.end_tokens(account=request.user, only=pk, by=request.user)
    return redirect("access:tokens")
