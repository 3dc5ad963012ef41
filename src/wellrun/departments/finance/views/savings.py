"""Savings of a place: what they promise, what the ledger shows, and their way."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.savings import RIGHTS, move_saving, propose_saving, undo_saving
from wellrun.departments.finance.forms.savings import MoveSavingForm, ProposeForm, UndoSavingForm
from wellrun.departments.finance.models import MOVE_NAMES, SAVING_STATES, Saving
from wellrun.departments.finance.queries.outlook import Unreadable, read
from wellrun.departments.finance.queries.savings import savings_for, shown, similar
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.savings import Move, SavingState, moves_from
from wellrun.departments.finance.shown.savings import SavingRow, by_state, saving_row, statement
from wellrun.departments.finance.words.variance import period_name
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn

FRAME = {"here": "finance", "section": "savings"}
GIVEN_UP = SavingState.ABANDONED.value


@requires(Permission.READ_FIGURES)
def savings(request: ReaderRequest) -> HttpResponse:
    """What is being saved at a place, with what the ledger shows of it; as a page, or as its file."""
    found = shown(savings_for(request.place, request.tree), request.day)
    currency = _currency(request)
    rows = [saving_row(one, currency) for one in found]
    table = Table("savings", _columns(request), rows, request.GET)
    context = {
        **FRAME,
        "table": table,
        "statement": statement(found, currency),
        "states": by_state(found, currency),
        "twice": [one for one in rows if one.shown.doubles and one.shown.live],
        "may_propose": may(request.user, Permission.PLAN_BUDGETS, request.place, tree=request.tree),
    }
    return table.export() or render(request, "finance/savings.html", context)


def _columns(request: ReaderRequest) -> tuple[TableColumn[SavingRow], ...]:
    Column = TableColumn[SavingRow]

    def address(row: SavingRow) -> str:
        return f"{reverse('finance:saving', args=(row.shown.saving.pk,))}?{where(request)}"

    def shows(row: SavingRow) -> float | None:
        return None if row.shown.proof is None else row.shown.proof.cents / 100

    return (
        Column("title", _("Saving"), lambda row: row.shown.saving.title, link=address),
        Column("line", _("Line"), lambda row: row.shown.saving.line_name),
        Column("owner", _("Seen to by"), lambda row: row.shown.saving.owner.name),
        Column("state", _("State"), lambda row: str(SAVING_STATES[SavingState(row.shown.saving.state)])),
        Column("starts", _("From"), lambda row: row.shown.saving.starts),
        Column("promised", _("Promised"), lambda row: row.shown.saving.promised / 100, number=True),
        Column("due", _("due by now"), lambda row: row.shown.due / 100, number=True),
        Column("shows", _("Ledger shows"), shows, number=True),
        Column("verdict", _("Verdict"), lambda row: row.verdict),
    )


@requires(Permission.READ_FIGURES)
def saving(request: ReaderRequest, pk: int) -> HttpResponse:
    """One saving: what it promises, what the ledger shows, its doubles and its history."""
    return render(request, "finance/saving.html", _context(request, _held(request, pk)))


@requires(Permission.PLAN_BUDGETS)
def new(request: ReaderRequest) -> HttpResponse:
    """A saving is proposed on a line of the place."""
    try:
        lines = {"/".join(one.key): one for one in read(request.place, request.tree).lines}
    except Unreadable:
        return render(request, "finance/saving_new.html", {**FRAME, "missing": True})
    first = next(iter(lines.values()))
    terms = terms_of(first.facility)
    year = terms.calendar.period_of(request.day).year
    periods = [one for each in range(year - 1, year + 3) for one in terms.calendar.periods(each)]
    form = ProposeForm(
        request.POST or None,
        initial={"starts": terms.calendar.period_of(request.day).end},
        lines=[(key, f"{one.centre_name}, {one.name}") for key, one in lines.items()],
        owners=[(one.pk, one.name) for one in owners_for(request.place).order_by("name")],
        periods=[(one, period_name(one.start, terms)) for one in periods],
    )
    made: list[Saving] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(_propose(request, form, lines))):
        return redirect(f"{reverse('finance:saving', args=(made[0].pk,))}?{where(request)}")
    return render(request, "finance/saving_new.html", {**FRAME, "form": form}, status=422 if form.is_bound else 200)


def _propose(request: ReaderRequest, form: ProposeForm, lines: dict[str, Any]) -> Saving:
    given = form.cleaned_data
    line = lines[given["line"]]
    return propose_saving(
        facility=Facility.objects.get(code=line.facility),
        line=line,
        title=given["title"],
        how=given["how"],
        owner=owners_for(request.place).get(pk=given["owner"]),
        months=form.months,
        by=request.user,
        tree=request.tree,
    )


@requires(Permission.PLAN_BUDGETS)
@require_POST
def move(request: ReaderRequest, pk: int) -> HttpResponse:
    """A saving goes a step on, or is abandoned."""
    held, form = _held(request, pk), MoveSavingForm(request.POST)
    said: dict[str, Any] = {"saving": held, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: move_saving(**form.cleaned_data, **said)):
        return redirect(f"{reverse('finance:saving', args=(pk,))}?{where(request)}")
    return render(request, "finance/saving.html", _context(request, _held(request, pk), form), status=422)


@requires(Permission.PLAN_BUDGETS)
@require_POST
def undo(request: ReaderRequest, pk: int) -> HttpResponse:
    """The last step of a saving is taken back."""
    held, form = _held(request, pk), UndoSavingForm(request.POST)
    said: dict[str, Any] = {"saving": held, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: undo_saving(**form.cleaned_data, **said)):
        return redirect(f"{reverse('finance:saving', args=(pk,))}?{where(request)}")
    return render(request, "finance/saving.html", _context(request, _held(request, pk), form), status=422)


def _held(request: ReaderRequest, pk: int) -> Saving:
    found = savings_for(request.place, request.tree).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _context(request: ReaderRequest, held: Saving, form: Any = None) -> dict[str, Any]:
    currency = request.tree[held.facility.code].currency
    (one,) = shown([held], request.day)
    terms = terms_of(held.facility.code)
    allowed = {
        move
        for move, right in RIGHTS.items()
        if may(request.user, right, request.tree[_place_of(move, held)], tree=request.tree)
    }
    steps = list(held.steps.select_related("by__person"))
    undoable = [step for step in steps if step.before and not step.undone]
    return {
        **FRAME,
        "row": saving_row(one, currency),
        "one": one,
        "saving": held,
        "currency": currency,
        "months": [(period_name(day, terms), cents) for day, cents in held.by_month.items()],
        "moves": [(move.value, MOVE_NAMES[move]) for move in moves_from(SavingState(held.state)) if move in allowed],
        "history": [(SAVING_STATES[SavingState(step.after)], step) for step in steps],
        "may_undo": bool(undoable)
        and (Move.ABANDON if undoable[-1].after == held.state == GIVEN_UP else Move.BOOK) in allowed,
        "similar": similar(held.title, held.facility.code, but=held.pk),
        "form": form,
    }


def _place_of(move: Move, held: Saving) -> str:
    """For which place a move asks: an idea is given up where it belongs, the rest is the facility's."""
    return held.place if move is Move.ABANDON else held.facility.code


def _currency(request: ReaderRequest) -> str:
    within = [*request.tree.within(request.place), *request.tree.parents(request.place), request.place]
    return next((one.currency for one in within if one.currency), "USD")
