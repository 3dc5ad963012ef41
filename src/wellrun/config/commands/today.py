"""`wellrun today --date D --as USER --format text|json|pdf`: the brief of a morning, for what the reader may see."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys

from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", type=dt.date.fromisoformat, help="the morning, as YYYY-MM-DD; today if left out")
    parser.add_argument("--as", dest="reader", required=True, help="e-mail of the account whose brief it is")
    parser.add_argument("--at", help="code of the place; the widest the reader may see if left out")
    parser.add_argument("--format", choices=["text", "json", "pdf"], default="text")


def run(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from wellrun.foundations.access.permissions import check_may, places_where
    from wellrun.foundations.access.rules import Permission
    from wellrun.foundations.documents.pdf import pdf
    from wellrun.foundations.documents.plain import text
    from wellrun.foundations.organisation.queries import tree
    from wellrun.foundations.people.models import Account
    from wellrun.foundations.today.brief import as_data, brief
    from wellrun.foundations.today.queries import morning

    reader = Account.objects.filter(email__iexact=options.reader).first()
    if reader is None:
        raise Refused(Fault("people.no_account", "There is no such account.", value=options.reader))
    places = tree()
    allowed = places_where(reader, Permission.READ_FIGURES, tree=places)
    place = places.get(options.at) if options.at else (allowed[0] if allowed else None)
    if place is None:
        raise Refused(Fault("access.no_place", "There is no such place for this reader.", value=options.at or ""))
    check_may(reader, Permission.READ_FIGURES, place, tree=places)
    seen = morning(place, day=options.date or timezone.localdate(), tree=places)
    writers = {
        "text": lambda: text(brief(seen)).encode(),
        "json": lambda: json.dumps(as_data(seen), ensure_ascii=False, indent=1).encode() + b"\n",
        "pdf": lambda: pdf(brief(seen)),
    }
    sys.stdout.buffer.write(writers[options.format]())
    return 0
