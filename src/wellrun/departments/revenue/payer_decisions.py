"""What payers decided on a claim, as the next one is to be told, and how the payers of a claim are named."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import ChargeAccount, Claim, RemittanceClaim
from wellrun.departments.revenue.payment_files import said_by
from wellrun.departments.revenue.queries.charges import covers_of, party_of
from wellrun.departments.revenue.rules.claim_saying import Insurance
from wellrun.departments.revenue.rules.coordinating import Decision
from wellrun.departments.revenue.rules.entries import Kind, Responsible
from wellrun.departments.revenue.rules.insurances import insurance_of
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.departments.revenue.rules.unposting import AGAIN
from wellrun.values.faults import Fault, Refused


def decisions_on(claim: Claim, ledger: Ledger) -> list[Decision]:
    """The latest decision of each level that was not taken back, the primary's first. It reads the payers' files."""
    rows = (
        RemittanceClaim.objects.filter(claim=claim).exclude(level="").select_related("payment__file", "payment__payer")
    )
    found: dict[str, Decision] = {}
    for row in rows.order_by("payment__paid_on", "pk"):
        if _stands(row, ledger):
            payment = row.payment
            remittance = said_by(payment)
            found[row.level] = Decision(Responsible(row.level), remittance.paid_on, remittance.claims[row.place])
    return [found[level.value] for level in Responsible if level.value in found]


def _stands(row: RemittanceClaim, ledger: Ledger) -> bool:
    """Whether an entry of this decision is left."""
    place = str(row.place)
    return any(
        entry.kind is not Kind.REVERSAL and entry.cause.claim.rstrip(AGAIN) == place and not ledger.undone(entry.cause)
        for entry in ledger.of_transaction("835", row.payment.transaction)
        if row.claim is not None and row.claim.number in entry.claims
    )


def insurances_of(claim: Claim, levels: Sequence[Responsible]) -> list[Insurance]:
    """How the payers of these levels are named, by the account of the claim. Raises ``Refused`` for one that is not."""
    account = (
        ChargeAccount.objects.filter(facility=claim.facility, number=claim.account).select_related("patient").first()
    )
    covers = {one.payer: one for one in covers_of(account)} if account else {}
    asked = claim.payers[: len(levels)]
    missing = [code for code in asked if code not in covers]
    if account is None or missing:
        words = _("The account says no insurance with %(payers)s.") % {"payers": ", ".join(missing)}
        raise Refused(Fault("revenue.claim.insurance", words, "payer", remedy=_("Enter it on the account.")))
    person = party_of(account.patient)
    return [insurance_of(covers[code], person) for code in asked]
