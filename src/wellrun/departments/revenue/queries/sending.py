"""Batches and answers for their pages, and the way of one claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet

from wellrun.departments.revenue.models import Answer, Batch, Claim, ClaimMove, Payer, StatusInquiry, Submission
from wellrun.departments.revenue.queries.ready import Ready
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.claim_states import State
from wellrun.departments.revenue.words.sending import notes_words
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree

BACK = (State.RETURNED.value, State.REJECTED.value)


def batches_in_place(place: Place, *, tree: Tree) -> QuerySet[Batch]:
    """The batches of the facilities of a place, the latest first, with how many of their claims came back."""
    rows = Batch.objects.filter(facility__in=facilities_in(place, tree=tree)).select_related("facility")
    back = Count("submissions", filter=Q(submissions__state__in=BACK))
    # What lies sealed in it is long, and no list shows it.
    return rows.defer("content").annotate(came_back=back).order_by("-made_at")


def payer_names(facilities: Iterable[Facility]) -> dict[tuple[int, str], str]:
    """Names of payers by facility and code."""
    rows = Payer.objects.filter(facility__in=facilities).values_list("facility", "code", "name")
    return {(facility, code): name for facility, code, name in rows}


def answers_held(place: Place, *, tree: Tree) -> QuerySet[Answer]:
    """Answers of which something fits nothing of ours and nobody has looked at yet."""
    rows = Answer.objects.filter(facility__in=facilities_in(place, tree=tree), state=Answer.State.HELD)
    return rows.defer("content").select_related("facility")


@dataclass(frozen=True)
class MoveShown:
    """A step on a claim's way, and what was told with it."""

    move: ClaimMove
    words: tuple[str, ...]


@dataclass(frozen=True)
class SubmissionShown:
    """One sending of a claim."""

    submission: Submission
    moves: tuple[MoveShown, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What the last answer told, where the claim came back."""
        told = [words for one in self.moves if one.move.state in BACK for words in one.words]
        return tuple(dict.fromkeys(told)) if self.submission.came_back else ()


def submissions_of(batch: Batch) -> list[SubmissionShown]:
    """The claims of a batch with their moves."""
    return _shown(batch.submissions.all())


def way_of(claim: Claim) -> list[SubmissionShown]:
    """Every sending of a claim, the latest first."""
    return _shown(claim.submissions.order_by("-pk"))


def inquiries_of(claim: Claim) -> QuerySet[StatusInquiry]:
    """What was asked about a claim, the latest first."""
    return claim.inquiries.select_related("batch").defer("batch__content")


def _shown(rows: QuerySet[Submission]) -> list[SubmissionShown]:
    moves = Prefetch("moves", ClaimMove.objects.order_by("at", "id"))
    held = rows.select_related("claim", "batch").defer("batch__content").prefetch_related(moves)
    return [
        SubmissionShown(one, tuple(MoveShown(move, tuple(notes_words(move.notes))) for move in one.moves.all()))
        for one in held
    ]


@dataclass(frozen=True)
class PayerReady:
    """What is ready for one payer: its claims without those held back."""

    code: str
    name: str
    claims: tuple[Ready, ...]
    held: int

    @property
    def charge(self) -> Decimal:
        return sum((one.claim.charge for one in self.claims), Decimal("0.00"))

    @property
    def keys(self) -> str:
        """Keys of the claims, for a form."""
        return ",".join(str(one.claim.pk) for one in self.claims)


def by_payer(found: Iterable[Ready]) -> list[PayerReady]:
    """What is ready, by payer, the largest charge first."""
    groups: dict[tuple[str, str], list[Ready]] = {}
    for one in found:
        groups.setdefault((one.payer, one.payer_name), []).append(one)
    rows = [
        PayerReady(code, name, tuple(one for one in some if not one.held), sum(bool(one.held) for one in some))
        for (code, name), some in groups.items()
    ]
    return sorted(rows, key=lambda one: (-one.charge, one.name))
