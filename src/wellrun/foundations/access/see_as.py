"""Seeing the product as somebody else does: read-only, without patients, recorded, with a banner on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.foundations.access import actions
from wellrun.foundations.access.middleware import refusal
from wellrun.foundations.access.permissions import grants_of, may
from wellrun.foundations.access.routes import READING, Declared, ReaderRequest, open_to_signed_in, requires
from wellrun.foundations.access.rules import SENSITIVE, Permission
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.organisation.queries import tree
from wellrun.foundations.pages.navigation import Banner
from wellrun.foundations.people.models import Account

KEY = "seen_as"
ENDS = "access:end-see-as"


class SeeAs:
    """Puts the account that is looked at in the place of the administrator who looks, for reading pages only."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: Callable[..., Any], _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        # A token speaks for its own account only, whatever a session beside it is looking at.
        if not request.user.is_authenticated or KEY not in request.session or getattr(request, "token", None):
            return None
        looking: Account = request.user
        seen = Account.objects.filter(pk=request.session[KEY], is_active=True).first()
        if seen is None or not may_see_as(looking, seen, tree=tree()):
            del request.session[KEY]
            return None
        request.looking = looking
        request.user = seen
        declared: Declared | None = getattr(view, "declared_access", None)
        if request.resolver_match.view_name == ENDS or (declared is not None and not declared.signed_in):
            return None
        if declared is None or not shown_in_preview(declared, request.method):
            return refusal(
                request, _("The preview shows pages without patients, and changes nothing. End it to go on.")
            )
        return None


def shown_in_preview(declared: Declared, method: str | None) -> bool:
    """Only what is read, and what a password alone would open: no patients, no roles, no audit."""
    permission = declared.needed(method)
    return method in READING and permission is not None and permission not in SENSITIVE


def may_see_as(looking: Account, seen: Account, *, tree: Tree) -> bool:
    """Whether every place where the other holds a role is one where this account may see as another."""
    places = [tree.get(grant.place) for grant in grants_of(seen)]
    known = [place for place in places if place is not None]
    return (
        looking.pk != seen.pk
        and bool(known)
        and all(may(looking, Permission.SEE_AS, place, tree=tree) for place in known)
    )


@requires(Permission.SEE_AS)
@require_POST
def begin(request: ReaderRequest, account: int) -> HttpResponse:
    """Begins the preview."""
    seen = get_object_or_404(Account, pk=account, is_active=True)
    if not may_see_as(request.user, seen, tree=request.tree):
        raise Http404
    actions.see_as(account=seen, by=request.user)
    request.session[KEY] = seen.pk
    return redirect("/")


@open_to_signed_in(reason="Whoever previews may end the preview.")
@require_POST
def end(request: Any) -> HttpResponse:
    """Ends the preview."""
    seen = Account.objects.filter(pk=request.session.pop(KEY, None)).first()
    if seen is not None:
        actions.stop_seeing_as(account=seen, by=getattr(request, "looking", request.user))
    return redirect("access:roles")


def preview(request: Any) -> Iterator[Banner]:
    """The banner of the preview."""
    if getattr(request, "looking", None) is not None:
        yield Banner(
            words=_("You see Wellrun as %(name)s does: nothing can be changed, and no patient is shown.")
            % {"name": request.user.person.name},
            ends=reverse(ENDS),
            end=_("End the preview"),
        )
