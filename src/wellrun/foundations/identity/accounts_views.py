"""Pages of accounts: who has one, whether it can be opened, and helping somebody into theirs."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity import accounts
from wellrun.foundations.identity.models import SignInLink
from wellrun.foundations.identity.tasks import tell_of_factors
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused


class LostForm(forms.Form):
    """That somebody has lost their factors, and how it was made sure who asks."""

    proof = forms.ChoiceField(
        label=gettext_lazy("How you made sure who asks"), choices=[("", "–"), *accounts.PROOFS.items()]
    )
    words = forms.CharField(
        label=gettext_lazy("What was shown, or who vouches"),
        max_length=200,
        help_text=gettext_lazy("The audit keeps it. No number of a card."),
    )


@requires(Permission.GIVE_ROLES)
@never_cache
def accounts_page(request: ReaderRequest) -> HttpResponse:
    """Everybody who has an account here, with what opens it."""
    found = list(accounts.accounts_within(request.place, tree=request.tree))
    factors = set(
        Authenticator.objects.filter(user_id__in=[one.pk for one in found])
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    columns = (
        TableColumn[Account](
            "name",
            _("Name"),
            lambda a: a.person.name,
            link=lambda a: f"{reverse('identity:helping', args=[a.pk])}?{where}",
        ),
        TableColumn[Account]("post", _("Post"), lambda a: a.person.post),
        TableColumn[Account]("email", _("E-mail"), lambda a: a.email),
        TableColumn[Account]("roles", _("Roles"), lambda a: ", ".join(sorted({g.role for g in a.grants.all()}))),
        TableColumn[Account]("factor", _("Second factor"), lambda a: _("yes") if a.pk in factors else _("none")),
        TableColumn[Account]("last", _("Last signed in"), lambda a: a.last_login),
        TableColumn[Account]("state", _("State"), lambda a: _("open") if a.is_active else _("closed")),
    )
    table = Table("accounts", columns, found, request.GET, sort="name")
    return table.export() or render(request, "identity/accounts.html", {"here": "accounts", "table": table})


@requires(Permission.GIVE_ROLES)
@never_cache
def helping(request: ReaderRequest, pk: int) -> HttpResponse:
    """One account: an invitation, lost factors, closing."""
    return _shown(request, _account(request, pk), LostForm())


@requires(Permission.GIVE_ROLES)
@require_POST
@never_cache
def invite(request: ReaderRequest, pk: int) -> HttpResponse:
    """Makes an invitation. The link is on this answer and nowhere else."""
    account = _account(request, pk)
    secret = accounts.invite(account=account, by=request.user, tree=request.tree)
    address = request.build_absolute_uri(reverse("identity:link", args=[secret]))
    return _shown(request, account, LostForm(), link=address)


@requires(Permission.GIVE_ROLES)
@require_POST
def withdraw(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ends what invitations are open."""
    account = _account(request, pk)
    accounts.withdraw_invitations(account=account, by=request.user, tree=request.tree)
    return _back(request, pk)


@requires(Permission.GIVE_ROLES)
@require_POST
def lost_factors(request: ReaderRequest, pk: int) -> HttpResponse:
    """Takes lost factors off; the owner is told by mail."""
    account = _account(request, pk)
    form = LostForm(request.POST)
    if not form.is_valid():
        return _shown(request, account, form, status=422)
    try:
        accounts.take_lost_factors_off(account=account, by=request.user, tree=request.tree, **form.cleaned_data)
    except Refused as refused:
        for fault in refused.faults:
            form.add_error(fault.place or None, str(fault.message))
        return _shown(request, account, form, status=422)
    tell_of_factors.enqueue(account.pk)
    return _back(request, pk)


@requires(Permission.GIVE_ROLES)
@require_POST
def close(request: ReaderRequest, pk: int) -> HttpResponse:
    """Closes the account, or opens it again."""
    account = _account(request, pk)
    why = request.POST.get("why", "").strip() or _("by an administrator")
    act = accounts.close if account.is_active else accounts.reopen
    act(account=account, why=why, by=request.user, tree=request.tree)
    return _back(request, pk)


def _account(request: ReaderRequest, pk: int) -> Account:
    account = accounts.accounts_within(request.place, tree=request.tree).filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


def _shown(
    request: ReaderRequest, account: Account, form: LostForm, *, link: str = "", status: int = 200
) -> HttpResponse:
    factors = Authenticator.objects.filter(user_id=account.pk)
    invited = SignInLink.objects.filter(
        account=account, purpose=SignInLink.Purpose.INVITATION, used_at=None, expires_at__gt=timezone.now()
    )
    context = {
        "here": "accounts",
        "account": account,
        "form": form,
        "link": link,
        "invited": invited.first(),
        "factors": factors,
        "may_help": accounts.may_help(account, by=request.user, tree=request.tree),
    }
    return render(request, "identity/helping.html", context, status=status)


def _back(request: ReaderRequest, pk: int) -> HttpResponse:
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    return redirect(f"{reverse('identity:helping', args=[pk])}?{where}")
