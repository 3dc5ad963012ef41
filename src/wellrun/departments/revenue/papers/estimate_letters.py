"""A good-faith estimate as a letter to the patient, with everything that 45 CFR 149.610(c) asks for, in our words."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellrun.departments.revenue.queries.estimates import EstimateShown
from wellrun.departments.revenue.rules.estimates import DISPUTE_DAYS, DISPUTED_FROM, Item
from wellrun.foundations.documents.content import Block, Document, Grid, Heading, Listing, Paragraph
from wellrun.foundations.pages.templatetags.words import money, to_the_cent


def estimate_letter(shown: EstimateShown) -> Document:
    """The letter."""
    held, estimate = shown.record, shown.estimate
    currency = held.facility.currency
    named = [one for one in estimate.items if one.separately]
    total = to_the_cent(estimate.total, currency)
    return Document(
        title=_("Good-faith estimate of what your care will cost"),
        subtitle=f"{held.facility.name}, {date_format(held.sent_on or held.on, 'j F Y')}",
        as_of=_("Good-faith estimate"),
        blocks=(
            Paragraph(_("We expect your care to cost %(total)s in all.") % {"total": total}),
            Grid((_("About"), ""), tuple(_about(shown))),
            *_by_provider(shown),
            *(_separately(named) if named else ()),
            Heading(_("What you should know"), 2),
            Listing(tuple(Paragraph(words) for words in _notices(currency))),
        ),
        language=get_language() or "en",
        paper="us-letter" if currency == "USD" else "a4",
    )


def _about(shown: EstimateShown) -> list[tuple[str, str]]:
    estimate = shown.estimate
    day = date_format(estimate.service_on, "j M Y") if estimate.service_on else _("not scheduled yet")
    return [
        (_("Patient"), estimate.patient),
        (_("Born on"), date_format(estimate.birth, "j M Y") if estimate.birth else "–"),
        (_("Care"), estimate.service),
        (_("Day of service"), day),
        (_("Diagnoses"), ", ".join(estimate.diagnoses) or _("not known yet")),
    ]


def _by_provider(shown: EstimateShown) -> list[Block]:
    """The items of each provider with its sum: the rule asks for them grouped so."""
    estimate, currency = shown.estimate, shown.record.facility.currency
    sums = estimate.by_provider()
    blocks: list[Block] = []
    for one in estimate.providers:
        items = [item for item in estimate.items if item.provider == one.name and not item.separately]
        numbers = _("National provider number %(npi)s, tax number %(tin)s") % {"npi": one.npi, "tin": one.tin}
        blocks += [
            Heading(one.name, 2),
            Paragraph(f"{one.where}. {numbers}." if one.where else f"{numbers}."),
            Grid(
                (_("Item"), _("Code"), _("Units"), _("Charge each"), _("Expected")),
                (
                    *(_row(item, currency) for item in items),
                    (_("Sum"), "", "", "", to_the_cent(sums[one.name], currency)),
                ),
                frozenset({2, 3, 4}),
            ),
        ]
    return blocks


def _row(item: Item, currency: str) -> tuple[str, ...]:
    charge, amount = to_the_cent(item.charge, currency), to_the_cent(item.amount, currency)
    return (item.words, item.code, f"{item.units.normalize():f}", charge, amount)


def _separately(items: list[Item]) -> tuple[Block, ...]:
    return (
        Heading(_("Scheduled separately"), 2),
        Paragraph(
            _(
                "The following is likely to belong to your care and is scheduled or asked for separately. Before it "
                "you receive an estimate of its own, once it is scheduled or when you ask for it."
            )
        ),
        Listing(tuple(Paragraph(one.words, quiet=one.code) for one in items)),
    )


def _notices(currency: str) -> list[str]:
    """What every estimate has to say besides its figures: 45 CFR 149.610(c)(1)(ix) to (xii)."""
    return [
        _("There may be other items or services that we recommend in the course of your care and that are not here."),
        _("This is an estimate. What you are charged in the end can differ from it."),
        _(
            "If a provider charges you %(amount)s or more above what this estimate says for it, you may dispute the "
            "bill. You have %(days)s days from the date of the first bill. The U.S. Department of Health and Human "
            "Services says how on cms.gov/nosurprises. Disputing does not harm the quality of your care."
        )
        % {"amount": money(DISPUTED_FROM, currency), "days": DISPUTE_DAYS},
        _("This estimate is no contract. You need not take the care from any of the providers in it."),
        _("Keep this estimate. You may need it if the bill is higher."),
    ]
