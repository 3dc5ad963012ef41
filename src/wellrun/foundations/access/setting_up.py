"""Setting up: facilities, departments with their units, people with their accounts and roles."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.access import actions
from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.organisation import actions as organisation
from wellrun.foundations.organisation.actions import DepartmentPlan, UnitPlan
from wellrun.foundations.organisation.models import Department, Facility, Network, Unit
from wellrun.foundations.organisation.places import Level
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Person
from wellrun.values.faults import Fault, Refused


class FacilityForm(forms.Form):
    """A new facility of the network."""

    code = forms.CharField(label=_("Code"), max_length=64, help_text=_("As feeds name it."))
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Facility.Kind.choices)
    time_zone = forms.CharField(label=_("Time zone"), initial="America/New_York")
    currency = forms.CharField(label=_("Currency"), initial="USD", max_length=3)


class UnitForm(forms.Form):
    """A new unit, in a department that is there or a new one."""

    department = forms.CharField(
        label=_("Department"), max_length=64, help_text=_("Its code; a new code makes a new department.")
    )
    code = forms.CharField(label=_("Unit code"), max_length=64, help_text=_("As feeds name it."))
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Unit.Kind.choices)
    beds = forms.IntegerField(label=_("Beds"), min_value=0, max_value=500, initial=0)


class PersonForm(forms.Form):
    """A person; with an e-mail they can sign in, with a role they can do something."""

    name = forms.CharField(label=_("Name"), max_length=120)
    post = forms.CharField(label=_("Post"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Opens an account; without one they can only own actions.")
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", "–"), *((r.value, r.value) for r in Role)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("role") and not given.get("email"):
            self.add_error("email", _("A role needs an account. Give an e-mail, or leave the role out."))
        return given


FORMS: dict[str, type[forms.Form]] = {"facility": FacilityForm, "unit": UnitForm, "person": PersonForm}


@requires(Permission.SET_UP)
def page(request: ReaderRequest) -> HttpResponse:
    """What is set up in the place, and the forms that add to it."""
    asked = request.POST.get("adds", "")
    bound = {name: form(request.POST if name == asked else None, prefix=name) for name, form in FORMS.items()}
    if asked in bound and bound[asked].is_valid():
        _ADD[asked](request, bound[asked].cleaned_data)
        where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
        return redirect(f"{reverse('access:set-up')}?{where}")
    inside = [place for place in request.tree.within(request.place) if place != request.place]
    codes = [place.code for place in (request.place, *inside)]
    facility = request.place.facility
    known = Person.objects.filter(active=True).select_related("facility", "account")
    context = {
        "here": "set-up",
        "inside": inside,
        "forms": bound,
        "is_network": request.place.level is Level.NETWORK,
        "people": known.filter(facility__code=facility) if facility else known,
        "grants": Grant.objects.filter(place__in=codes).select_related("account__person"),
    }
    return render(request, "access/set_up.html", context, status=422 if asked else 200)


def _facility(request: ReaderRequest, given: dict[str, Any]) -> None:
    network = request.tree[request.place.path[0]]
    check_may(request.user, Permission.SET_UP, network, tree=request.tree)
    organisation.add_facility(network=Network.objects.get(code=network.code), by=request.user, **given)


@transaction.atomic
def _unit(request: ReaderRequest, given: dict[str, Any]) -> None:
    facility = Facility.objects.filter(code=request.place.facility).first()
    if facility is None:
        raise Refused(
            Fault(
                "organisation.no_facility",
                str(_("A unit belongs to a facility.")),
                remedy=str(_("Go to the facility first.")),
            )
        )
    code = given.pop("department")
    plan = UnitPlan(**given)
    known = Department.objects.filter(facility=facility, code=code).first()
    if known is None:
        units = DepartmentPlan(code, code.replace("_", " ").capitalize(), (plan,))
        organisation.add_department(facility=facility, plan=units, by=request.user)
    else:
        organisation.add_unit(department=known, plan=plan, by=request.user)


@transaction.atomic
def _person(request: ReaderRequest, given: dict[str, Any]) -> None:
    facility = Facility.objects.filter(code=request.place.facility).first()
    email = given["email"]
    person = people.add_person(name=given["name"], post=given["post"], email=email, facility=facility, by=request.user)
    if email:
        account = people.open_account(person=person, email=email, by=request.user)
        if given["role"]:
            actions.give(
                account=account,
                role=Role(given["role"]),
                place=request.place,
                by=request.user,
                tree=request.tree,
                why=gettext("added with the person"),
            )


_ADD = {"facility": _facility, "unit": _unit, "person": _person}
