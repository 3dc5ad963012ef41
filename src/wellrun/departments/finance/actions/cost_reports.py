"""Cost reports of hospitals are taken in whole: every row is kept, with what is doubtful about it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import CostReport, CostReportFile, PeerIdentity
from wellrun.departments.finance.rules.cost_report_sums import Difference, Tally
from wellrun.departments.finance.rules.cost_reports import Report, WrongFile, provider_number, reports
from wellrun.departments.finance.rules.hospital_ratios import ratios_of_report
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

ZIPPED = b"\x1f\x8b"
AT_ONCE = 500
DIFFERENCES_KEPT = 2_000
CHUNK = 1 << 20


@transaction.atomic
def take_cost_reports(
    *, title: str, name: str, file: IO[bytes], place: Place, by: Account, tree: Tree
) -> CostReportFile:
    """Takes a file of cost reports in, CSV or gzip of it, for whoever compares. Raises ``Refused`` where it is none, or
    is in already; single cells that cannot be read are kept as doubts of their report."""
    check_may(by, Permission.KEEP_LEDGER, place, tree=tree)
    made = _taken(title, name, file, by, invented=False)
    record("finance.cost_reports.taken", by=by, about=made, after=_said(made))
    return made


@transaction.atomic
def keep_cost_reports(*, title: str, name: str, file: IO[bytes], by: System, invented: bool = False) -> CostReportFile:
    """The same from the machine itself: a command, or a demonstration, whose hospitals are ``invented``."""
    made = _taken(title, name, file, by, invented=invented)
    record("finance.cost_reports.taken", by=by, about=made, after=_said(made))
    return made


def _said(made: CostReportFile) -> dict[str, str | int]:
    return {"title": made.title, "digest": made.digest, "reports": made.reports_count, "doubtful": made.doubtful}


def _taken(title: str, name: str, file: IO[bytes], by: Account | System, *, invented: bool) -> CostReportFile:
    made = CostReportFile.objects.create(
        title=title.strip()[:120] or name[:120],
        name=name[:200],
        digest=_digest(file, name),
        invented=invented,
        sent_at=timezone.now(),
        sent_by=by if isinstance(by, Account) else None,
    )
    told, doubtful = Tally(), 0
    waiting: list[CostReport] = []
    for report in _reports(file, name):
        told.add(report)
        doubtful += bool(report.faults)
        waiting.append(_row(made, report))
        if len(waiting) == AT_ONCE:
            CostReport.objects.bulk_create(waiting)
            made.reports_count += len(waiting)
            waiting = []
    CostReport.objects.bulk_create(waiting)
    made.reports_count += len(waiting)
    if not made.reports_count:
        words = _("There is no report in the file.")
        raise Refused(Fault("finance.cost_report.empty", words, "sent", name, remedy=_("Send the extract whole.")))
    made.doubtful, made.sums = doubtful, {key: [told.judged[key], told.same[key]] for key in told.judged}
    made.differences = [_told(one) for one in told.differences[:DIFFERENCES_KEPT]]
    made.save(update_fields=["reports_count", "doubtful", "sums", "differences"])
    return made


def _digest(file: IO[bytes], name: str) -> str:
    """What tells the file apart. Raises ``Refused`` where the same is in."""
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    found = digest.hexdigest()
    if CostReportFile.objects.filter(digest=found).exists():
        words = _("This file is in already.")
        raise Refused(Fault("finance.cost_report.same", words, "sent", name, remedy=_("Nothing needs to be done.")))
    return found


def _reports(file: IO[bytes], name: str) -> Iterator[Report]:
    zipped = file.read(2) == ZIPPED
    file.seek(0)
    # Whoever opened the file closes it.
    opened = gzip.GzipFile(fileobj=file) if zipped else file
    text = io.TextIOWrapper(opened, encoding="utf-8-sig", errors="replace", newline="")
    try:
        yield from reports(text)
    except WrongFile as wrong:
        words = _("The file is no extract of cost reports: it lacks %(columns)s.") % {"columns": wrong}
        remedy = _("Send the extract of Form 2552-10 with its own column heads.")
        raise Refused(Fault("finance.cost_report.columns", words, "sent", name, remedy=remedy)) from None
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        words = _("The file cannot be read to its end: %(why)s") % {"why": error}
        raise Refused(Fault("finance.cost_report.file", words, "sent", name, remedy=_("Send it again."))) from None
    finally:
        text.detach()


def _row(made: CostReportFile, report: Report) -> CostReport:
    return CostReport(
        file=made,
        line=report.line,
        provider=report.provider[:16],
        name=report.name[:200],
        state=report.state[:8],
        setting=report.setting,
        kind=report.kind[:8],
        control=report.control,
        beds=max(0, int(report.figures.get("beds", 0))),
        period_days=report.period_days,
        starts=report.starts,
        ends=report.ends,
        figures={name: str(value) for name, value in report.figures.items()},
        ratios=ratios_of_report(report),
        doubts=[[one.place, one.value, one.expected, one.remedy] for one in report.faults],
    )


def _told(one: Difference) -> list[str | int]:
    return [one.line, one.provider, one.name, one.sum, str(one.published), str(one.reckoned)]


@transaction.atomic
def set_identity(*, facility: Facility, provider: str, version: int, by: Account | System, tree: Tree) -> PeerIdentity:
    """Says which hospital of the cost reports a facility is."""
    if isinstance(by, Account):
        check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    number = provider_number(provider.strip())
    if not (number.isascii() and number.isalnum() and len(number) == 6):
        words = _("A CMS certification number has six figures or letters.")
        raise Refused(Fault("finance.peers.provider", words, "provider", provider, "330101", _("Look it up.")))
    held = PeerIdentity.objects.select_for_update().filter(facility=facility).first()
    if (held.version if held else 0) != version:
        words = _("Somebody has changed this since you opened it.")
        raise Refused(Fault("finance.peers.moved", words, remedy=_("Look at it and send again.")))
    before = {"provider": held.provider if held else ""}
    held = held or PeerIdentity(facility=facility, version=0)
    held.provider, held.version = number, version + 1
    held.save()
    record("finance.peers.identity", by=by, about=held, before=before, after={"provider": number})
    return held
