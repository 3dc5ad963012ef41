"""Hospitals of the cost reports, and where a facility stands among those like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wellrun.departments.finance.models import CostReport, CostReportFile, PeerIdentity
from wellrun.departments.finance.rules.hospital_ratios import RATIOS, outliers
from wellrun.departments.finance.rules.peers import Hospital, Standing, is_like, standing

COLUMNS = ("provider", "kind", "beds", "control", "setting", "state", "period_days", "name", "ratios", "pk")


@dataclass(frozen=True)
class Told:
    """A hospital with its ratios."""

    hospital: Hospital
    name: str
    ratios: dict[str, float]
    period_days: int
    pk: int


@dataclass(frozen=True)
class Among:
    """A ratio of a facility among its peers: where it stands, the values of the peers, and how many lie far out."""

    key: str
    standing: Standing
    values: tuple[float, ...]
    far: int


def files() -> list[CostReportFile]:
    """Files that were taken in, the newest first."""
    return list(CostReportFile.objects.all())


def identity_of(facility: str) -> PeerIdentity | None:
    """Which hospital a facility says it is."""
    return PeerIdentity.objects.filter(facility__code=facility).first()


def hospitals(file: CostReportFile) -> list[Told]:
    """Each hospital of a file once: of several reports, as after a change of owner, the one of most days."""
    found: dict[str, Told] = {}
    for row in CostReport.objects.filter(file=file).values_list(*COLUMNS):
        one = _told(row)
        held = found.get(one.hospital.provider)
        if held is None or one.period_days > held.period_days:
            found[one.hospital.provider] = one
    return list(found.values())


def _told(row: Sequence[Any]) -> Told:
    provider, kind, beds, control, setting, state, days, name, ratios, pk = row
    return Told(Hospital(provider, kind, beds, control, setting, state), name, ratios, days, pk)


def among(own: Told, others: Sequence[Told], criteria: Sequence[str]) -> list[Among]:
    """The facility's ratios among its peers by the criteria; those that it has none of are left out."""
    peers = [one for one in others if is_like(own.hospital, one.hospital, criteria)]
    found = []
    for key, ratio in RATIOS.items():
        if key not in own.ratios:
            continue
        values = tuple(one.ratios[key] for one in peers if key in one.ratios)
        stands = standing(own.ratios[key], values, better=ratio.better)
        found.append(Among(key, stands, values, sum(outliers(values))))
    return found


def doubtful(file: CostReportFile) -> list[CostReport]:
    """Reports of a file with something doubtful, in its order."""
    return list(CostReport.objects.filter(file=file).exclude(doubts=[]).only("line", "provider", "name", "doubts"))


def own_report(file: CostReportFile, provider: str) -> CostReport | None:
    """The report of a hospital that is compared: of several the one of most days."""
    return CostReport.objects.filter(file=file, provider=provider).order_by("-period_days", "line").first()
