"""A remittance on paper is copied by a person, and posted the way every other is."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import Payer, RemittanceFile
from wellrun.departments.revenue.payment_files import keep_copy
from wellrun.departments.revenue.rules.content import to_plain
from wellrun.departments.revenue.rules.paper_remittances import Copied, copying_faults, remittance_of_paper
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def copy_paper(*, payer: Payer, copied: Copied, scan: str, by: Account, tree: Tree) -> RemittanceFile:
    """Keeps what was copied, to be posted. Refused with everything that does not add up, and where it was copied
    before; ``scan`` is the name of the scanned file, if there is one."""
    check_may(by, Permission.POST_PAYMENTS, tree[payer.facility.code], tree=tree)
    number = payer.numbers.values_list("number", flat=True).first() or ""
    named = copied._replace(payer=payer.name, payer_number=number)
    faults = copying_faults(named)
    if faults:
        raise Refused(faults)
    content = json.dumps(to_plain(remittance_of_paper(named))).encode()
    name, source = scan or f"{payer.name} {copied.trace}", RemittanceFile.Source.PAPER
    file, new = keep_copy(payer.facility, name, content, by, source=source, scan=scan)
    if not new:
        words = _("Payment %(trace)s was copied before.") % {"trace": copied.trace}
        raise Refused(Fault("revenue.paper.twice", words, "trace", remedy=_("Look for it among the payments.")))
    after = {"payer": payer.code, "trace": copied.trace, "claims": len(copied.claims), "scan": scan}
    record("revenue.remittance.copied", by=by, about=file, after=after)
    return file
