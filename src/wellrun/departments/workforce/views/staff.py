"""Pages of people at work: the list, one person, and one's own schedule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import leave as leaves
from wellrun.departments.workforce.actions import need, staff
from wellrun.departments.workforce.forms.people import (
    AvailabilityForm,
    ContractForm,
    CredentialForm,
    EngageForm,
    LeaveForm,
    OfDay,
    RequestForm,
    SkillForm,
)
from wellrun.departments.workforce.models import Contract, Credential
from wellrun.departments.workforce.queries.homes import contract_of, in_places
from wellrun.departments.workforce.queries.rosters import unit_of
from wellrun.departments.workforce.queries.staff import StaffLine, person_page, staff_lines
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.people import actions as people


def manages(request: ReaderRequest) -> bool:
    """Whether the reader manages the people of the place in the address."""
    return may(request.user, Permission.MANAGE_STAFF, request.place, tree=request.tree)


@requires(Permission.SEE_STAFF)
@never_cache
def staff_list(request: ReaderRequest) -> HttpResponse:
    """Everybody engaged in the place."""
    pay = manages(request)
    lines = staff_lines(request.place, tree=request.tree, day=request.day, pay=pay)
    table = Table(
        "staff",
        _columns(where(request), pay=pay, unit=request.place.level is Level.UNIT),
        lines,
        request.GET,
        sort="name",
    )
    closed = [line for line in lines if line.closed]
    context = {
        "here": "workforce",
        "section": "staff",
        "table": table,
        "people": len(lines),
        "equivalents": sum(float(line.contract.full_time_equivalent) for line in lines),
        "closed": closed,
        "away": sum(line.away for line in lines),
        "may_manage": pay,
        "unit": request.place.level is Level.UNIT,
    }
    return table.export() or render(request, "workforce/staff.html", context)


def _columns(here: str, *, pay: bool, unit: bool) -> tuple[TableColumn[StaffLine], ...]:
    def address(line: StaffLine) -> str:
        return f"{reverse('workforce:person', args=[line.contract.person_id])}?{here}"

    shown = (
        TableColumn[StaffLine]("name", _("Name"), lambda line: line.contract.person.name, link=address),
        TableColumn[StaffLine]("unit", _("Unit"), lambda line: line.contract.unit.name, shown=not unit),
        TableColumn[StaffLine]("grade", _("Grade"), lambda line: line.contract.grade.name),
        TableColumn[StaffLine]("employment", _("Employment"), lambda line: line.contract.get_employment_display()),
        TableColumn[StaffLine]("hours", _("Hours a week"), lambda line: float(line.contract.weekly_hours), number=True),
        TableColumn[StaffLine](
            "fte", _("Full time"), lambda line: float(line.contract.full_time_equivalent), number=True, places=2
        ),
        TableColumn[StaffLine]("skills", _("Skills"), lambda line: ", ".join(line.skills)),
        TableColumn[StaffLine]("ends", _("Next credential ends"), lambda line: line.ends),
        TableColumn[StaffLine]("leave", _("Annual leave left, hours"), lambda line: line.leave_left, number=True),
        TableColumn[StaffLine](
            "stands",
            _("Today"),
            lambda line: {"closed": _("duties closed"), "away": _("on leave"), "here": ""}[line.stands],
        ),
        TableColumn[StaffLine]("pattern", _("Pattern"), lambda line: line.contract.pattern, shown=False),
        TableColumn[StaffLine]("starts", _("Since"), lambda line: line.contract.starts, shown=False),
    )
    cost = TableColumn[StaffLine](
        "cost", _("Cost of an hour"), lambda line: float(line.cost or 0), number=True, places=2, shown=False
    )
    return (*shown, cost) if pay else shown


@requires(Permission.SEE_STAFF, writing=Permission.MANAGE_STAFF)
@never_cache
def engage(request: ReaderRequest) -> HttpResponse:
    """Somebody new on the unit in the address."""
    if request.place.level is not Level.UNIT:
        raise Http404
    unit = unit_of(request.place)
    facility = unit.department.facility
    form = EngageForm(request.POST or None, facility=facility, initial={"starts": request.day})

    @transaction.atomic
    def act() -> None:
        said = dict(form.cleaned_data)
        name, email = said.pop("name"), said.pop("email")
        person = people.add_person(
            name=name, post=said["grade"].name, email=email, facility=facility, unit=unit, by=request.user
        )
        staff.engage(person=person, unit=unit, by=request.user, tree=request.tree, **said)

    if request.method == "POST" and carried_out(form, act):
        return redirect(f"{reverse('workforce:staff')}?{where(request)}")
    context = {"here": "workforce", "section": "staff", "form": form}
    return render(request, "workforce/engage.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_STAFF)
@never_cache
def person(request: ReaderRequest, pk: int) -> HttpResponse:
    """One person at work."""
    return _page(request, _contract(request, pk))


def _contract(request: ReaderRequest, pk: int) -> Contract:
    """The person's contract where the reader may see it; the place in the address need not be named."""
    found = Contract.objects.filter(in_places(request.places, request.tree, prefix="unit__"), person=pk)
    if not found.exists():
        raise Http404
    held = found.select_related("person", "grade", "unit__department__facility__network").order_by("starts")
    holding = [contract for contract in held if contract.holds_on(request.day)]
    return (holding or list(held))[-1]


def _forms(contract: Contract, day: Any) -> dict[str, Form]:
    facility = contract.unit.department.facility
    return {
        "contract": ContractForm(facility=facility, initial={"starts": day, "grade": contract.grade_id}),
        "skill": SkillForm(facility=facility, initial={"since": day}),
        "credential": CredentialForm(initial={"valid_from": day}),
        "availability": AvailabilityForm(initial={"since": day}),
        "leave": LeaveForm(facility=facility, initial={"first": day, "last": day}),
        "request": RequestForm(facility=facility),
    }


def _page(request: ReaderRequest, contract: Contract, wrong: tuple[str, Form] | None = None) -> HttpResponse:
    home = request.tree[f"{contract.unit.department.facility.code}/{contract.unit.code}"]
    manage = may(request.user, Permission.MANAGE_STAFF, home, tree=request.tree)
    forms = _forms(contract, request.day) if manage else {}
    if wrong is not None:
        forms[wrong[0]] = wrong[1]
    for what, form in forms.items():
        # Several forms of one page have fields of the same name.
        form.auto_id = f"{what}-%s"
    context = {
        "here": "workforce",
        "section": "staff",
        "page": person_page(contract, day=request.day, private=manage),
        "home": home,
        "may_manage": manage,
        "forms": forms,
        "wrong": wrong[0] if wrong else "",
    }
    return render(request, "workforce/person.html", context, status=422 if wrong else 200)


@requires(Permission.MANAGE_STAFF)
@require_POST
def enter(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Enters something about a person: a contract, a skill, a credential, availability, leave or a request."""
    contract = _contract(request, pk)
    facility = contract.unit.department.facility
    given: dict[str, Any] = {"by": request.user, "tree": request.tree}
    about: dict[str, Any] = {"person": contract.person, **given}
    made: dict[str, tuple[Callable[[], Form], Callable[[dict[str, Any]], Any]]] = {
        "contract": (
            lambda: ContractForm(request.POST, facility=facility),
            lambda said: _change(contract, said, given),
        ),
        "skill": (lambda: SkillForm(request.POST, facility=facility), lambda said: staff.give_skill(**about, **said)),
        "credential": (lambda: CredentialForm(request.POST), lambda said: staff.enter_credential(**about, **said)),
        "availability": (lambda: AvailabilityForm(request.POST), lambda said: staff.say_available(**about, **said)),
        "leave": (lambda: LeaveForm(request.POST, facility=facility), lambda said: leaves.ask_leave(**about, **said)),
        "request": (
            lambda: RequestForm(request.POST, facility=facility),
            lambda said: need.ask_of_roster(**about, today=timezone.localdate(), **said),
        ),
    }
    if what not in made:
        raise Http404
    form = made[what][0]()
    if carried_out(form, lambda: made[what][1](form.asked() if isinstance(form, OfDay) else form.cleaned_data)):
        return redirect(f"{reverse('workforce:person', args=[pk])}?{where(request)}")
    return _page(request, contract, (what, form))


@transaction.atomic
def _change(contract: Contract, said: dict[str, Any], given: dict[str, Any]) -> None:
    """A new contract at the same unit; the one that holds ends the day before it."""
    if contract.ends is None and contract.starts < said["starts"]:
        staff.end_contract(contract=contract, ends=said["starts"] - need.DAY, **given)
    said = {**said, "rule_sets": tuple(said["rule_sets"])}
    staff.engage(person=contract.person, unit=contract.unit, **said, **given)


@requires(Permission.MANAGE_STAFF)
@require_POST
def verify(request: ReaderRequest, credential: UUID) -> HttpResponse:
    """Says that the issuer's own record was looked at."""
    held = get_object_or_404(Credential, pk=credential)
    contract = _contract(request, held.person_id)
    staff.verify_credential(credential=held, by=request.user, tree=request.tree)
    return redirect(f"{reverse('workforce:person', args=[contract.person_id])}?{where(request)}")


@requires(Permission.OWN_SCHEDULE)
@never_cache
def own(request: ReaderRequest) -> HttpResponse:
    """One's own contract, leave and requests, and asking for more."""
    contract = contract_of(request.user.person, request.day)
    facility = contract.unit.department.facility if contract else None
    asking = request.POST.get("asking", "") if request.method == "POST" else ""
    leave_form = LeaveForm(request.POST if asking == "leave" else None, facility=facility)
    wish_form = RequestForm(request.POST if asking == "request" else None, facility=facility)
    about: dict[str, Any] = {"person": request.user.person, "by": request.user, "tree": request.tree}
    if asking == "leave" and carried_out(leave_form, lambda: leaves.ask_leave(**about, **leave_form.cleaned_data)):
        return redirect("workforce:own")
    if asking == "request" and carried_out(
        wish_form, lambda: need.ask_of_roster(**about, today=timezone.localdate(), **wish_form.asked())
    ):
        return redirect("workforce:own")
    page = person_page(contract, day=request.day, private=True) if contract else None
    context = {"here": "my-work", "section": "own", "page": page, "leave_form": leave_form, "request_form": wish_form}
    wrong = bool(leave_form.errors or wish_form.errors)
    return render(request, "workforce/own.html", context, status=422 if wrong else 200)
