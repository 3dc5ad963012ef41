"""Whatever can be done about a patient's account: its form, its action, who is offered it, and when it fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.actions import assistance, plans, receipts, refunds, statements
from wellrun.departments.revenue.forms import account as forms
from wellrun.departments.revenue.forms.denial import OfVersion
from wellrun.departments.revenue.models import Drawer
from wellrun.departments.revenue.queries.accounts import AccountNow, local_today
from wellrun.departments.revenue.rules.assistance import CaseState
from wellrun.departments.revenue.rules.entries import Owed, Responsible
from wellrun.departments.revenue.words.entries import OWERS
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import words
from wellrun.foundations.pages.templatetags.words import to_the_cent


@dataclass(frozen=True)
class Act:
    """One thing that can be done. ``version`` says whose version the form carries, the account's unless it says so."""

    title: Any
    verb: Any
    make: Callable[[AccountNow, Any, dict[str, Any]], Form]
    do: Callable[[ReaderRequest, AccountNow, Any], Any]
    fits: Callable[[AccountNow], bool]
    permission: Permission = Permission.TAKE_PAYMENTS
    note: Any = ""


def form_of(act: Act, what: str, now: AccountNow, data: Any) -> Form:
    """The form of an act; several stand on one page."""
    form = act.make(now, data, {"version": now.account.version})
    form.auto_id = f"{what}-%s"
    return form


def _plain(kind: type[Form], **initial: Callable[[AccountNow], Any]) -> Callable[..., Form]:
    def make(now: AccountNow, data: Any, start: dict[str, Any]) -> Form:
        return kind(data, initial=start | {name: value(now) for name, value in initial.items()})

    return make


def _on_account(action: Callable[..., Any]) -> Callable[[ReaderRequest, AccountNow, Any], Any]:
    return lambda request, now, form: action(
        account=now.account, **form.cleaned_data, by=request.user, tree=request.tree
    )


def _payment(now: AccountNow, data: Any, start: dict[str, Any]) -> Form:
    drawers = Drawer.objects.filter(facility=now.account.facility)
    return forms.PaymentForm(data, drawers=drawers, initial=start | {"amount": now.owed or None})


def _receipts(now: AccountNow) -> list[tuple[str, str]]:
    live = now.account.receipts.filter(voided_at=None).order_by("-number")
    return [(str(one.pk), f"{one}, {words(one.on)}, {to_the_cent(one.amount, now.currency)}") for one in live]


def _void(now: AccountNow, data: Any, start: dict[str, Any]) -> Form:
    return forms.VoidForm(data, receipts=_receipts(now), initial=start)


def _do_void(request: ReaderRequest, now: AccountNow, form: Any) -> Any:
    given = dict(form.cleaned_data)
    receipt = now.account.receipts.get(pk=given.pop("receipt"))
    return receipts.void(receipt=receipt, **given, by=request.user, tree=request.tree)


def credits_by_name(now: AccountNow) -> dict[str, tuple[Owed, str]]:
    """The credits of an account by a name for the form: claim, line and whose."""
    found = {}
    for of, amount in now.credits.items():
        by = of.by if of.by is not None else Responsible.PATIENT
        about = of.claim or _("deposit")
        said = f"{to_the_cent(amount, now.currency)}, {about}, {OWERS[by]}"
        found[f"{of.claim}|{of.line}|{of.by.value if of.by else ''}"] = (of, said)
    return found


def _refund(now: AccountNow, data: Any, start: dict[str, Any]) -> Form:
    offered = credits_by_name(now)
    amount = next(iter(now.credits.values()), None)
    begin = start | {"amount": amount, "identified_on": local_today(now.account.facility)}
    return forms.RefundForm(data, credits=[(key, said) for key, (_of, said) in offered.items()], initial=begin)


def _do_refund(request: ReaderRequest, now: AccountNow, form: Any) -> Any:
    given = dict(form.cleaned_data)
    of, _said = credits_by_name(now)[given.pop("credit")]
    return refunds.ask(account=now.account, of=of, **given, by=request.user, tree=request.tree)


def _case(now: AccountNow) -> Any:
    return now.account.assistance.filter(state=CaseState.ASKED).first()


def _of_case(kind: type[Form]) -> Callable[..., Form]:
    def make(now: AccountNow, data: Any, start: dict[str, Any]) -> Form:
        case = _case(now)
        begin = {"version": case.version, "waived": case.suggested} if case else start
        return kind(data, initial=begin)

    return make


def _on_case(action: Callable[..., Any]) -> Callable[[ReaderRequest, AccountNow, Any], Any]:
    def do(request: ReaderRequest, now: AccountNow, form: Any) -> Any:
        case = _case(now) or now.account.assistance.latest("asked_on")
        return action(case=case, **form.cleaned_data, by=request.user, tree=request.tree)

    return do


def _end_plan(request: ReaderRequest, now: AccountNow, form: Any) -> Any:
    plan = now.account.plans.latest("agreed_on", "pk")
    return plans.end(plan=plan, **form.cleaned_data, by=request.user, tree=request.tree)


def _issue(request: ReaderRequest, now: AccountNow, _form: Any) -> Any:
    return statements.issue(account=now.account, by=request.user, tree=request.tree)


def _has_plan(now: AccountNow) -> bool:
    return bool(now.account.plans.filter(ended_on=None).exists())


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "pay": Act(_("Take a payment"), _("Take it"), _payment, _on_account(receipts.take_payment), lambda _now: True),
        "use-credit": Act(
            _("Use the credit"),
            _("Put the credit to what is owed"),
            _plain(OfVersion),
            _on_account(receipts.use_credit),
            lambda now: bool(now.credit and now.owed),
        ),
        "plan": Act(
            _("Agree a payment plan"),
            _("Agree it"),
            _plain(forms.PlanForm, total=lambda now: now.owed, first=lambda now: local_today(now.account.facility)),
            _on_account(plans.agree),
            lambda now: bool(now.owed) and not _has_plan(now),
            note=_("Monthly parts, without interest."),
        ),
        "end-plan": Act(_("End the plan"), _("End it"), _plain(forms.WhyForm), _end_plan, _has_plan),
        "help": Act(
            _("Ask for help with the bill"),
            _("Screen it"),
            _plain(forms.HelpForm),
            _on_account(assistance.ask),
            lambda now: _case(now) is None,
            note=_("Household and income are sealed; nobody sees them in the audit."),
        ),
        "decide": Act(
            _("Decide the request for help"),
            _("Decide it"),
            _of_case(forms.DecideForm),
            _on_case(assistance.decide),
            lambda now: _case(now) is not None,
            Permission.POST_PAYMENTS,
        ),
        "withdraw-help": Act(
            _("Withdraw the request for help"),
            _("Withdraw it"),
            _of_case(forms.WhyForm),
            _on_case(assistance.withdraw),
            lambda now: _case(now) is not None,
        ),
        "refund": Act(
            _("Ask for a refund"),
            _("Ask for it"),
            _refund,
            _do_refund,
            lambda now: bool(now.credits),
            note=_("Somebody else approves it."),
        ),
        "statement": Act(
            _("Send a statement"),
            _("Issue it"),
            _plain(OfVersion),
            _issue,
            lambda now: bool(now.owed),
            Permission.POST_PAYMENTS,
        ),
        "void": Act(
            _("Take a payment back"),
            _("Take it back"),
            _void,
            _do_void,
            lambda now: bool(now.account.receipts.filter(voided_at=None).exists()),
        ),
        "give-up": Act(
            _("Write off what is owed"),
            _("Write it off"),
            _plain(forms.GiveUpForm),
            _on_account(assistance.give_up),
            lambda now: bool(now.owed),
            Permission.POST_PAYMENTS,
            note=_("It is booked as a write-off approved by you."),
        ),
    }
)
"""Whatever can be done about an account, by the last word of its address."""
