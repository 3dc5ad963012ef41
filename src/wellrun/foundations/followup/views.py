"""The list of promises, one promise, and what can be done with it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.queries import history
from wellrun.foundations.followup import actions
from wellrun.foundations.followup.forms import ChangeForm, CommentForm, PromiseForm
from wellrun.foundations.followup.models import Action
from wellrun.foundations.followup.queries import actions_within
from wellrun.foundations.followup.rules import standing
from wellrun.foundations.pages.tables import Table, TableColumn


@requires(Permission.READ_FIGURES)
def action_list(request: ReaderRequest) -> HttpResponse:
    """Every action of the place, to search, sort and export."""
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    columns = (
        TableColumn[Action](
            "title", _("What"), lambda a: a.title, link=lambda a: f"{reverse('followup:action', args=[a.pk])}?{where}"
        ),
        TableColumn[Action]("owner", _("Who"), lambda a: str(a.owner)),
        TableColumn[Action]("place", _("Where"), lambda a: request.tree[a.place].name),
        TableColumn[Action]("due", _("By"), lambda a: a.due_on),
        TableColumn[Action](
            "stands", _("Stands"), lambda a: standing(status=a.status, due_on=a.due_on, today=request.day)
        ),
        TableColumn[Action]("opened", _("Promised"), lambda a: a.opened_on, shown=False),
        TableColumn[Action]("closed", _("Closed"), lambda a: a.closed_on),
        TableColumn[Action]("evidence", _("Evidence"), lambda a: a.evidence, shown=False),
    )
    rows = [
        action for action in actions_within(request.place, tree=request.tree) if action.place in request.tree.places
    ]
    table = Table("actions", columns, rows, request.GET, sort="-due")
    return table.export() or render(request, "followup/list.html", {"here": "actions", "table": table})


@requires(Permission.READ_FIGURES)
def action_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """One action with its evidence, comments and history."""
    action = _found(request, pk)
    context = {
        "here": "actions",
        "action": action,
        "about": request.tree[action.place],
        "stands": standing(status=action.status, due_on=action.due_on, today=request.day),
        "comments": action.comments.select_related("author__person"),
        "history": history(action)[:20],
        "may_change": may(request.user, Permission.ASSIGN_ACTIONS, request.tree[action.place], tree=request.tree),
        "comment_form": CommentForm(),
    }
    return render(request, "followup/action.html", context)


@requires(Permission.ASSIGN_ACTIONS)
def promise(request: ReaderRequest) -> HttpResponse:
    """A new action for the place, not raised by a signal."""
    form = PromiseForm(request.POST or None, place=request.place, today=request.day)
    if request.method == "POST" and form.is_valid():
        action = actions.promise(
            **form.cleaned_data, place=request.place, by=request.user, tree=request.tree, today=request.day
        )
        return _to(request, action)
    return render(
        request, "followup/promise.html", {"here": "actions", "form": form}, status=422 if form.errors else 200
    )


@requires(Permission.ASSIGN_ACTIONS)
@require_POST
def change(request: ReaderRequest, pk: int) -> HttpResponse:
    """Closes or reopens."""
    action, form = _found(request, pk), ChangeForm(request.POST)
    if form.is_valid():
        actions.change(action=action, **form.cleaned_data, by=request.user, tree=request.tree, today=request.day)
    return _to(request, action)


@requires(Permission.READ_FIGURES)
@require_POST
def comment(request: ReaderRequest, pk: int) -> HttpResponse:
    """Adds a comment."""
    action, form = _found(request, pk), CommentForm(request.POST)
    if form.is_valid():
        actions.comment(action=action, words=form.cleaned_data["words"], by=request.user, tree=request.tree)
    return _to(request, action)


def _found(request: ReaderRequest, pk: int) -> Action:
    held = [place for place in request.places if actions_within(place, tree=request.tree).filter(pk=pk).exists()]
    if not held:
        raise Http404
    return Action.objects.select_related("owner").get(pk=pk)


def _to(request: ReaderRequest, action: Action) -> HttpResponse:
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    return redirect(f"{reverse('followup:action', args=[action.pk])}?{where}")
