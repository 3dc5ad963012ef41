"""Posting in the background. A task is told which file, never what is in it."""

from __future__ import annotations

from django_tasks import task

from wellrun.departments.revenue.actions import (
    exchange,
    list_files,
    offers,
    remittances,
    scrub_rules,
    statements,
)
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.queries import tree as whole_tree


@task()  # type: ignore[untyped-decorator]
def post_file(file: int) -> None:
    """Posts the payments of one file."""
    remittances.carry_out(file=file, by=System("posting"))


@task()  # type: ignore[untyped-decorator]
def weigh_offer(offer: int) -> None:
    """Weighs one offer."""
    offers.weigh(offer=offer, by=System("offers"))


@task()  # type: ignore[untyped-decorator]
def exchange_files(facility: int) -> None:
    """Sends what is made and takes in what came for one facility."""
    held = Facility.objects.get(pk=facility)
    exchange.exchange(facility=held, by=System("exchange"))


@task()  # type: ignore[untyped-decorator]
def make_statements(run: int) -> None:
    """Issues the statements of one run."""
    statements.carry_out(run=run, tree=whole_tree())


@task()  # type: ignore[untyped-decorator]
def take_list(file: int) -> None:
    """Takes in one file of a public list."""
    list_files.carry_out(file=file, tree=whole_tree())


@task()  # type: ignore[untyped-decorator]
def try_rule(run: int) -> None:
    """Judges the latest claims by one wording of a rule."""
    scrub_rules.dry_run(run=run, by=System("dry runs"))
