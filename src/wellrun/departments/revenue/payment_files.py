"""Payments of payers as they came, in the file that is kept of them: an 835, or what somebody copied from paper."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from wellrun.departments.revenue.models import RemittanceFile, RemittancePayment
from wellrun.departments.revenue.rules.content import read_plain
from wellrun.departments.revenue.rules.from_x12 import remittance_from
from wellrun.departments.revenue.rules.remitted import Remittance
from wellrun.engines.x12 import Remittance as Paid
from wellrun.engines.x12 import read, remittance_of
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility

REMITTANCE = "835"


def path_of(digest: str) -> Path:
    """Where a file is kept."""
    return Path(settings.ARRIVALS) / "remittances" / f"{digest}.x12"


def keep_copy(
    facility: Facility,
    name: str,
    content: bytes,
    by: Actor,
    *,
    source: RemittanceFile.Source = RemittanceFile.Source.X12,
    scan: str = "",
) -> tuple[RemittanceFile, bool]:
    """A file that is kept, and whether it is new; the file first: a row without its file could never be posted.

    Whoever calls is in a transaction and records what it does.
    """
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.replace(target)
    told = {"name": name[:200], "size": len(content), "sent_by": str(by)[:200], "sent_at": timezone.now()}
    return RemittanceFile.objects.get_or_create(
        facility=facility, digest=digest, defaults=told | {"source": source, "scan": scan[:200]}
    )


def payments_in(file: RemittanceFile) -> list[Paid]:
    """The payments of a file, in their order."""
    content = path_of(file.digest).read_bytes()
    if file.source == RemittanceFile.Source.PAPER:
        return [read_plain(Paid, json.loads(content))]
    return [remittance_of(piece) for piece in read(io.BytesIO(content)) if piece.set_id == REMITTANCE]


def said_by(payment: RemittancePayment) -> Remittance:
    """What a payment says, as it is posted. Its payer has to be known."""
    assert payment.payer is not None, "a payment of nobody is not posted"
    paid = payments_in(payment.file)[payment.position]
    found = remittance_from(paid, payer=payment.payer.code, otherwise=payment.paid_on)
    return found._replace(round=payment.round)
