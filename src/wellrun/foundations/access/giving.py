"""The page of people and their roles, and the quarterly review of roles."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wellrun.foundations.access import actions
from wellrun.foundations.access.models import Grant, RoleReview
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import TIED_TO_PATIENTS, Permission, Role, quarter_of
from wellrun.foundations.access.see_as import may_see_as
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.people.models import Account


class GiveForm(forms.Form):
    """A role for somebody who has an account."""

    email = forms.EmailField(label=gettext_lazy("E-mail of the account"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(r.value, r.value) for r in Role if r not in TIED_TO_PATIENTS]
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=200)

    def clean_email(self) -> Account:
        found = Account.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no such account. Add the person under Set up first."))
        return found


@requires(Permission.GIVE_ROLES)
def roles(request: ReaderRequest) -> HttpResponse:
    """Who holds which role here and below."""
    form = GiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.give(
            account=given["email"],
            role=Role(given["role"]),
            place=request.place,
            by=request.user,
            tree=request.tree,
            why=given["why"],
        )
        return _back(request, "access:roles")
    held = list(_grants(request))
    seen_as = {
        account.pk
        for account in {grant.account for grant in held}
        if may_see_as(request.user, account, tree=request.tree)
    }
    context = {"here": "roles", "form": form, "grants": held, "seen_as": seen_as}
    return render(request, "access/roles.html", context, status=422 if form.errors else 200)


@requires(Permission.GIVE_ROLES)
@require_POST
def take(request: ReaderRequest, grant: int) -> HttpResponse:
    """Takes a role away."""
    held = get_object_or_404(_grants(request), pk=grant)
    why = request.POST.get("why", "").strip() or _("taken away by an administrator")
    actions.take(grant=held, by=request.user, tree=request.tree, why=why)
    return _back(request, "access:roles")


@requires(Permission.REVIEW_ROLES)
def reviews(request: ReaderRequest) -> HttpResponse:
    """The roles to keep or remove this quarter, and what was decided: the evidence."""
    quarter = quarter_of(timezone.localdate())
    codes = [place.code for place in request.tree.within(request.place)]
    done = RoleReview.objects.filter(place__in=codes).select_related("account__person", "by__person")
    decided = {(one.account_id, one.role, one.place) for one in done if one.quarter == quarter}
    others = _grants(request).exclude(account=request.user)
    waiting = [grant for grant in others if (grant.account_id, grant.role, grant.place) not in decided]
    columns = (
        TableColumn[RoleReview]("quarter", _("Quarter"), lambda r: r.quarter),
        TableColumn[RoleReview]("who", _("Who"), lambda r: r.account.person.name),
        TableColumn[RoleReview]("role", _("Role"), lambda r: r.role),
        TableColumn[RoleReview]("place", _("Place"), lambda r: r.place),
        TableColumn[RoleReview]("decision", _("Decision"), lambda r: str(r.get_decision_display())),
        TableColumn[RoleReview]("why", _("Why"), lambda r: r.why),
        TableColumn[RoleReview]("by", _("Decided by"), lambda r: r.by.person.name),
        TableColumn[RoleReview]("at", _("On"), lambda r: r.at),
    )
    table = Table("role-reviews", columns, list(done), request.GET, sort="-at")
    context = {"here": "reviews", "quarter": quarter, "waiting": waiting, "decided": len(decided), "table": table}
    return table.export() or render(request, "access/reviews.html", context)


@requires(Permission.REVIEW_ROLES)
@require_POST
def review(request: ReaderRequest, grant: int) -> HttpResponse:
    """Keeps or removes one role."""
    held = get_object_or_404(_grants(request), pk=grant)
    actions.review_role(
        grant=held,
        decision=request.POST.get("decision", ""),
        why=request.POST.get("why", ""),
        quarter=quarter_of(timezone.localdate()),
        by=request.user,
        tree=request.tree,
    )
    return _back(request, "access:reviews")


def _grants(request: ReaderRequest) -> QuerySet[Grant]:
    codes = [place.code for place in request.tree.within(request.place)]
    found = Grant.objects.filter(place__in=codes, account__is_active=True)
    return found.select_related("account__person").order_by("account__person__name", "role", "place")


def _back(request: ReaderRequest, route: str) -> HttpResponse:
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    return redirect(f"{reverse(route)}?{where}")
