"""Solves a proposal in the background: shows the best so far as it improves, and keeps only what the checker passed.

The solver's threads never touch the database: they leave word with ``_Desk``, whose own thread reads and writes once a
second.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Proposal
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import Question, pose
from wellrun.departments.workforce.rules.sentences import name_of
from wellrun.departments.workforce.rules.supposing import figures_of, helped_by
from wellrun.engines.rostering.solution import Roster as Solution
from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.organisation.queries import tree

if TYPE_CHECKING:
    from wellrun.engines.rostering.race import Step
    from wellrun.engines.rostering.solve import Answer, NoLegalRoster

LOOKS = 1.0
"""Seconds between two looks at whether somebody wants it stopped, and two writings of how far it has come."""

CHANGED = 5
"""Points for each cell that differs from what was published: people have made their plans by it."""


def carry_out(pk: int) -> None:
    """Solves the proposal and keeps what came of it; whatever goes wrong is kept on it in words."""
    # The solver brings half a second of imports; only the worker pays them.
    from wellrun.engines.rostering.solve import NoLegalRoster, holding, solve

    proposal = Proposal.objects.select_related("roster__unit__department__facility", "roster__published").get(pk=pk)
    Proposal.objects.filter(pk=pk).update(status=Proposal.Status.RUNNING, started_at=timezone.now())
    question = question_of(proposal.roster, tree=tree(), supposed=proposal.supposed)
    before = proposal.plan if proposal.lines else None
    problem, published = pose(question, plan=before), proposal.roster.published
    if published is not None and not proposal.supposes:
        problem = holding(problem, roster_of(published.plan), CHANGED)
    start = roster_of(before) if before else None
    try:
        with _at_the_desk(pk) as desk:
            answer = solve(problem, seconds=proposal.allowed, start=start, progress=desk.hear, stop=desk.asked.is_set)
    except NoLegalRoster as impossible:
        _fail(pk, _why_none(impossible, question))
        return
    except Exception:
        _fail(pk, _("The roster could not be made; the people who look after this installation can read why."))
        raise
    _keep(pk, answer, before, question)


class _Desk:
    """Between the solver and the page: the best so far on its way out, the wish to stop on its way in."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.asked = threading.Event()
        self.over = threading.Event()
        self._heard: Step | None = None

    def hear(self, step: Step) -> None:
        """A better roster or a better bound, told from whichever thread found it."""
        self._heard = step

    def work(self) -> None:
        """Looks and writes until the solver is done, on a connection of its own."""
        try:
            while not self.over.wait(LOOKS):
                held = Proposal.objects.filter(pk=self.pk)
                if held.filter(stopped=True).exists():
                    self.asked.set()
                heard, self._heard = self._heard, None
                if heard is not None:
                    held.update(penalty=heard.penalty, bound=heard.bound)
        finally:
            connection.close()


@contextmanager
def _at_the_desk(pk: int) -> Iterator[_Desk]:
    desk = _Desk(pk)
    thread = threading.Thread(target=desk.work, name="proposal desk")
    thread.start()
    try:
        yield desk
    finally:
        desk.over.set()
        thread.join()


def _why_none(impossible: NoLegalRoster, question: Question) -> str:
    """Who has no line that any rule allows, and which of their rules stand against one another."""
    names = {str(one.key): one.name for one in question.people}
    told = [
        f"{names.get(person, person)} ({', '.join(dict.fromkeys(name_of(about) for about in rules))})"
        for person, rules in impossible.people.items()
    ]
    words = _("No roster keeps every rule. What stands against one another, by person: %(people)s. Change one of them.")
    return words % {"people": "; ".join(told)} if told else str(impossible)


@transaction.atomic
def _keep(pk: int, answer: Answer, before: Plan | None, question: Question) -> None:
    held = Proposal.objects.select_for_update().select_related("roster").get(pk=pk)
    plan = plan_of(held, answer.roster, before)
    held.keep(plan)
    if held.supposed is not None:
        held.figures = figures_of(question, plan, held.supposed)
    else:
        held.figures = {"helped_by": helped_by(question, answer.worth)}
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
