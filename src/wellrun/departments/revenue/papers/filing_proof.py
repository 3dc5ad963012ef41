"""The proof that a claim came in time, as a paper for the payer: what was sent when, and who acknowledged it how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import ClaimMove
from wellrun.departments.revenue.queries.filing import FilingLine
from wellrun.foundations.documents.content import Document, Grid, Heading, Paragraph
from wellrun.foundations.pages.templatetags.words import to_the_cent


def proof(line: FilingLine, moves: Sequence[ClaimMove], *, at: dt.datetime) -> Document:
    """The paper. Names of patients are not in it: the payer knows the claim by its numbers."""
    claim = line.claim
    zone = ZoneInfo(claim.facility.time_zone)
    first = moves[0] if moves else None
    words = _("Claim %(claim)s was to be filed until %(until)s.") % {
        "claim": claim.number,
        "until": date_format(line.until, "j F Y"),
    }
    if first is not None and first.on is not None:
        words += " " + _("It was acknowledged on %(on)s.") % {"on": date_format(first.on, "j F Y")}
    facts = (
        (_("Payer"), line.payer),
        (_("Our claim"), claim.number),
        (_("Service"), f"{date_format(claim.begins, 'j M Y')} – {date_format(claim.ends, 'j M Y')}"),
        (_("Billed"), to_the_cent(claim.charge, claim.facility.currency)),
        (_("To be filed until"), date_format(line.until, "j M Y")),
    )
    return Document(
        title=_("Proof of filing in time"),
        subtitle=f"{claim.facility.name}, {date_format(at.astimezone(zone), 'j F Y')}",
        as_of=_("Claim %(claim)s") % {"claim": claim.number},
        blocks=(
            Paragraph(words),
            Heading(_("The claim"), 2),
            Grid((_("Fact"), _("As we have it")), tuple((str(name), str(value)) for name, value in facts)),
            Heading(_("What was acknowledged"), 2),
            Grid(
                (_("On"), _("By"), _("Batch and transaction"), _("Sent"), _("Heard"), _("Payer’s number"), _("Digest")),
                tuple(_row(move, zone) for move in moves),
            ),
            Paragraph(
                _(
                    "The batch number is that of the interchange and its group (ISA13, GS06), the transaction number "
                    "that of the claim within it (ST02). The digest is that of the file with the acknowledgement "
                    "(SHA-256, its beginning); the file itself is kept and can be shown."
                )
            ),
        ),
        language=get_language() or "en",
        paper="us-letter" if claim.facility.currency == "USD" else "a4",
    )


def _row(move: ClaimMove, zone: ZoneInfo) -> tuple[str, ...]:
    sent = move.submission.batch.sent_at
    return (
        date_format(move.on, "j M Y") if move.on else "",
        f"{move.kind}: {move.get_move_display()}",
        move.control,
        date_format(sent.astimezone(zone), "j M Y H:i") if sent else "–",
        date_format(move.at.astimezone(zone), "j M Y H:i"),
        move.payer_control or "–",
        move.answer.digest[:12] if move.answer else "–",
    )
