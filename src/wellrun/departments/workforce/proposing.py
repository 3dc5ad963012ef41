"""Solves a proposal in the background: shows the best so far as it improves, and keeps only what the checker passed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Proposal
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import pose
from wellrun.engines.rostering.solution import Roster as Solution
from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.organisation.queries import tree

if TYPE_CHECKING:
    from wellrun.engines.rostering.race import Step
    from wellrun.engines.rostering.solve import Answer

LOOKS = 1.0
"""Seconds between two looks at whether somebody wants it stopped, and two writings of how far it has come."""


def carry_out(pk: int) -> None:
    """Solves the proposal and keeps what came of it; whatever goes wrong is kept on it in words."""
    # The solver brings half a second of imports; only the worker pays them.
    from wellrun.engines.rostering.solve import NoLegalRoster, solve

    proposal = Proposal.objects.select_related("roster__unit__department__facility").get(pk=pk)
    Proposal.objects.filter(pk=pk).update(status=Proposal.Status.RUNNING, started_at=timezone.now())
    question = question_of(proposal.roster, tree=tree())
    before = proposal.plan if proposal.lines else None
    watch = _Watch(pk)
    try:
        answer = solve(
            pose(question, plan=before),
            seconds=proposal.allowed,
            start=roster_of(before) if before else None,
            progress=watch.improved,
            stop=watch.wanted,
        )
    except NoLegalRoster as impossible:
        _fail(pk, str(impossible))
        return
    except Exception:
        _fail(pk, _("The roster could not be made; the people who look after this installation can read why."))
        raise
    _keep(pk, answer, before)


class _Watch:
    """Between the solver and the page: writes down the best so far, and reads whether to stop; both once a second."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.looked = self.written = 0.0
        self.stopped = False

    def wanted(self) -> bool:
        """Whether somebody has asked to stop."""
        if time.monotonic() - self.looked > LOOKS:
            self.looked = time.monotonic()
            self.stopped = Proposal.objects.filter(pk=self.pk, stopped=True).exists()
        return self.stopped

    def improved(self, step: Step) -> None:
        """A better roster or a better bound."""
        if time.monotonic() - self.written > LOOKS:
            self.written = time.monotonic()
            Proposal.objects.filter(pk=self.pk).update(penalty=step.penalty, bound=step.bound)


@transaction.atomic
def _keep(pk: int, answer: Answer, before: Plan | None) -> None:
    held = Proposal.objects.select_for_update().select_related("roster").get(pk=pk)
    held.keep(plan_of(held, answer.roster, before))
    held.status, held.finished_at = Proposal.Status.READY, timezone.now()
    held.penalty, held.bound = answer.penalty, answer.bound
    held.version += 1
    held.save()
    after = {"penalty": answer.penalty, "bound": answer.bound, "seconds": round(answer.seconds, 1)}
    record("workforce.roster.proposed", by=System("rostering"), about=held, after=after)


def plan_of(proposal: Proposal, solution: Solution, before: Plan | None) -> Plan:
    """The solver's roster as a plan of the proposal, with the cells that were locked before."""
    lines = {int(person): line for person, line in solution.lines.items()}
    return Plan(proposal.roster.first, lines, before.locked if before else frozenset())


@transaction.atomic
def _fail(pk: int, reason: str) -> None:
    held = Proposal.objects.select_for_update().get(pk=pk)
    held.status, held.reason, held.finished_at = Proposal.Status.FAILED, reason[:500], timezone.now()
    held.save()
    record("workforce.roster.failed", by=System("rostering"), about=held, why=held.reason)
