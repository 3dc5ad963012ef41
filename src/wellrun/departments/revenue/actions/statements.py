"""Statements are issued, one or all that are due, kept as they were issued, and noted when they go out."""

from __future__ import annotations

import base64
import hashlib
import time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.keeping.accounts import held_account
from wellrun.departments.revenue.models import (
    AssistanceCase,
    BillingOffice,
    Mailing,
    PatientAccount,
    Statement,
    StatementRun,
)
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.papers.statements import Addressed, statement
from wellrun.departments.revenue.queries.accounts import account_now, local_today
from wellrun.departments.revenue.queries.people import person_of
from wellrun.departments.revenue.queries.plans import paying_by_plan
from wellrun.departments.revenue.queries.statements import due_of
from wellrun.departments.revenue.rules.assistance import CaseState
from wellrun.departments.revenue.rules.statements import why_not
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

WORDS = {
    "nothing": gettext_lazy("The patient owes nothing."),
    "insurance": gettext_lazy("Insurance has not decided yet."),
    "credit": gettext_lazy("The patient's credit covers what is owed."),
    "lately": gettext_lazy("A statement was sent less than four weeks ago."),
    "assistance": gettext_lazy("A request for help is being decided."),
    "plan": gettext_lazy("The patient pays by a plan."),
}


@transaction.atomic
def issue(*, account: PatientAccount, by: Account, tree: Tree, run: StatementRun | None = None) -> Statement:
    """Issues a statement of an account and keeps it as it is. Refused where none is due, with every reason."""
    held = held_account(account, Permission.POST_PAYMENTS, version=None, by=by, tree=tree)
    office, today = office_of(held.facility), local_today(held.facility)
    now = account_now(held)
    found = now.bill(today)
    last = Statement.objects.filter(account=held).aggregate(last=Max("issued_on"))["last"]
    asking = AssistanceCase.objects.filter(account=held, state=CaseState.ASKED).exists()
    reasons = why_not(found, last=last, asking_for_help=asking, on_plan=bool(paying_by_plan([held.pk])))
    if reasons:
        raise Refused(
            [
                Fault(f"revenue.statement.{one}", str(WORDS[one]), place="account", remedy=_("Nothing is sent now."))
                for one in reasons
            ]
        )
    number = (Statement.objects.filter(facility=held.facility).aggregate(last=Max("number"))["last"] or 0) + 1
    person = person_of(held, by, tree=tree)
    to = Addressed(person.name, person.address) if person else Addressed()
    paper = pdf(statement(found, number=number, account=held.shown, facility=held.facility, office=office, to=to))
    made = Statement.objects.create(
        facility=held.facility,
        account=held,
        run=run,
        number=number,
        issued_on=today,
        due_on=found.due_on,
        owed_cents=as_cents(found.owed),
        to_pay_cents=as_cents(found.to_pay),
        document=base64.b64encode(paper).decode(),
        digest=hashlib.sha256(paper).hexdigest(),
        issued_by=str(by)[:200],
    )
    record("revenue.statement.issued", by=by, about=made, after={"number": number, "cents": made.to_pay_cents})
    return made


def office_of(facility: Facility) -> BillingOffice:
    """Whom patients call. Raises ``Refused`` where nobody has said so: a statement without it helps nobody."""
    found = BillingOffice.objects.filter(facility=facility).first()
    if found is None:
        raise Refused(
            Fault(
                "revenue.statement.office",
                _("Nobody has said where patients can call and pay."),
                place="account",
                remedy=_("Enter it on the page of statements first."),
            )
        )
    return found


@transaction.atomic
def set_office(
    *, facility: Facility, phone: str, hours: str, address: str, web: str, by: Account, tree: Tree
) -> BillingOffice:
    """Whom patients call about their bills, and where they pay."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    new = {"phone": phone, "hours": hours, "address": address, "web": web}
    made, _new = BillingOffice.objects.update_or_create(facility=facility, defaults=new)
    record("revenue.office.set", by=by, about=made, after=new)
    return made


@transaction.atomic
def begin_run(*, facility: Facility, by: Account, tree: Tree) -> StatementRun:
    """Begins to issue every statement of a facility that is due; the work itself is ``carry_out``."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    office_of(facility)
    due = len(due_of(facility))
    made = StatementRun.objects.create(facility=facility, by=by, at=timezone.now(), due=due)
    record("revenue.statements.begun", by=by, about=made, after={"due": due})
    return made


def carry_out(*, run: int, tree: Tree) -> StatementRun:
    """Issues the statements of a run, each by itself: broken off and done again, none is issued twice."""
    held = StatementRun.objects.select_related("facility", "by").get(pk=run)
    began, done = time.monotonic(), Statement.objects.filter(run=held).count()
    for account in due_of(held.facility):
        issue(account=account, by=held.by, tree=tree, run=held)
        done += 1
        StatementRun.objects.filter(pk=held.pk).update(done=done)
    with transaction.atomic():
        held.done, held.seconds = done, round(time.monotonic() - began, 2)
        held.save()
        record("revenue.statements.made", by=held.by, about=held, after={"done": done})
    return held


@transaction.atomic
def send(*, statements: list[Statement], way: str, by: Account, tree: Tree) -> int:
    """Notes that statements went out, how; returns how many."""
    for one in statements:
        check_may(by, Permission.POST_PAYMENTS, tree[one.facility.code], tree=tree)
        Mailing.objects.create(statement=one, at=timezone.now(), by=by, way=way)
        record("revenue.statement.sent", by=by, about=one, after={"way": way})
    return len(statements)


@transaction.atomic
def came_back(*, statement: Statement, by: Account, tree: Tree) -> Mailing:
    """A statement came back: the address is wrong."""
    check_may(by, Permission.POST_PAYMENTS, tree[statement.facility.code], tree=tree)
    last = statement.mailings.last()
    if last is None or last.came_back:
        raise Refused(
            Fault(
                "revenue.statement.not_sent",
                _("This statement is not on its way."),
                place="statement",
                remedy=_("Note first that it went out."),
            )
        )
    made = Mailing.objects.create(statement=statement, at=timezone.now(), by=by, way=last.way, came_back=True)
    record("revenue.statement.came_back", by=by, about=statement)
    return made


@transaction.atomic
def open_statement(*, statement: Statement, by: Account, tree: Tree) -> bytes:
    """The PDF as it was issued; that it was read is kept. Raises ``ValueError`` where it is not what was issued."""
    check_may(by, Permission.SEE_ACCOUNTS, tree[statement.facility.code], tree=tree)
    body = statement.pdf
    if hashlib.sha256(body).hexdigest() != statement.digest:
        raise ValueError(f"Statement {statement.pk} is not what was issued.")
    record("revenue.statement.read", by=by, about=statement)
    return body
