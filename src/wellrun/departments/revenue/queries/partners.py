"""Where a facility's batches go, and both addresses of their envelope."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import TradingPartner
from wellrun.departments.revenue.rules.sendable import Sender
from wellrun.engines.x12 import Address
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Fault, Refused


def partner_of(facility: Facility) -> TradingPartner:
    """Where a facility's batches go. Raises ``Refused`` where nobody has said so."""
    found = TradingPartner.objects.filter(facility=facility).first()
    if found is None:
        raise Refused(
            Fault(
                "revenue.sending.no_partner",
                _("It is not known where batches of %(facility)s go.") % {"facility": facility.name},
                remedy=_("Enter the clearing house and its numbers under Billing, Where batches go."),
            )
        )
    return found


def sender_of(partner: TradingPartner) -> Sender:
    """Both addresses of the envelope, as the rules know them."""
    address = Address(
        partner.sender_qualifier,
        partner.sender,
        partner.receiver_qualifier,
        partner.receiver,
        partner.sender,
        partner.receiver,
        partner.usage,
    )
    return Sender(address, partner.facility.name, partner.name, partner.contact, partner.phone)
