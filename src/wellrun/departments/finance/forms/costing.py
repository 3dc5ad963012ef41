"""Forms of costing: the order of overhead, statistics, cost reports, and which hospital a facility is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.finance.models import PeerIdentity, StatisticSource
from wellrun.departments.finance.rules.costing import Centre, Rule
from wellrun.departments.finance.rules.statistics import Columns, columns_in

LARGEST = 100 * 1024 * 1024


class OrderForm(forms.Form):
    """Of each cost centre: its place in the order of overhead, empty where it cares; its basis; its capacity."""

    def __init__(self, centres: Sequence[Centre], rules: dict[str, Rule], *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"auto_id": "rule-%s", **more})
        self.centres = centres
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        for one in centres:
            self._centre(one, rules[one.code])

    def _centre(self, one: Centre, rule: Rule) -> None:
        def box(label: str, **more: str) -> dict[str, str]:
            return {"aria-label": label % {"name": one.name}, "autocomplete": "off", **more}

        self.fields[f"place-{one.code}"] = forms.IntegerField(
            required=False,
            min_value=1,
            max_value=999,
            initial=rule.place,
            widget=forms.NumberInput(box(_("%(name)s, place in the order"))),
        )
        self.fields[f"basis-{one.code}"] = forms.CharField(
            max_length=64,
            initial=rule.basis,
            widget=forms.TextInput(box(_("%(name)s, basis"), list="bases")),
        )
        self.fields[f"capacity-{one.code}"] = forms.CharField(
            required=False,
            max_length=64,
            initial=rule.capacity,
            widget=forms.TextInput(box(_("%(name)s, capacity"), list="bases")),
        )

    def rows(self) -> list[tuple[Centre, Any, Any, Any]]:
        """A centre with its boxes."""
        names = ("place", "basis", "capacity")
        boxes = [[self[f"{name}-{one.code}"] for name in names] for one in self.centres]
        return [
            (one, place, basis, capacity) for one, (place, basis, capacity) in zip(self.centres, boxes, strict=True)
        ]

    @property
    def rules(self) -> list[Rule]:
        """What was typed."""
        given = self.cleaned_data
        return [
            Rule(one.code, given[f"place-{one.code}"], given[f"basis-{one.code}"], given[f"capacity-{one.code}"])
            for one in self.centres
        ]


class StatisticsForm(forms.Form):
    """Statistics of one period. Columns that are left empty are read as the last time."""

    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=80, help_text=gettext_lazy("Its name: columns are kept under it.")
    )
    period = forms.DateField(label=gettext_lazy("A day of the period"), widget=forms.DateInput({"type": "date"}))
    sent = forms.FileField(label=gettext_lazy("Sheet, CSV or xlsx"))
    cost_centre = forms.CharField(label=gettext_lazy("Column of the cost centre"), max_length=80, required=False)
    statistics = forms.CharField(
        label=gettext_lazy("Columns of statistics"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("One a line, with what it counts: Sq ft = square_feet"),
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Before the decimals stands a"),
        choices=[(".", gettext_lazy("point")), (",", gettext_lazy("comma"))],
        required=False,
    )
    skip = forms.IntegerField(label=gettext_lazy("Rows above the heads"), required=False, min_value=0, max_value=200)

    @staticmethod
    def of(source: StatisticSource | None) -> dict[str, Any]:
        """The fields as the last file of a source was read."""
        if source is None:
            return {"skip": 0, "decimal": "."}
        kept = dict(source.columns)
        said = "\n".join(f"{head} = {name}" for head, name in kept.pop("statistics", {}).items())
        return {"source": source.name, "statistics": said, **kept}

    def clean_sent(self) -> Any:
        return not_too_large(self.cleaned_data["sent"])

    @property
    def columns(self) -> Columns | None:
        """The columns as they were said; none where none was."""
        given = self.cleaned_data
        if not (given["cost_centre"] or given["statistics"]):
            return None
        named = columns_in(given["statistics"])
        return Columns(given["cost_centre"].strip(), named, given["decimal"] or ".", given["skip"] or 0)


class CostReportsForm(forms.Form):
    """A file of cost reports."""

    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("Such as CMS cost reports 2021.")
    )
    sent = forms.FileField(
        label=gettext_lazy("Extract of Form 2552-10, CSV or gzip"),
        help_text=gettext_lazy("Every row is kept. What is doubtful is told beside it."),
    )

    def clean_sent(self) -> Any:
        return not_too_large(self.cleaned_data["sent"])


class IdentityForm(forms.Form):
    """Which hospital of the cost reports the facility is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    provider = forms.CharField(
        label=gettext_lazy("CMS certification number"),
        max_length=16,
        help_text=gettext_lazy("Six figures, as on the cost report."),
    )

    @staticmethod
    def of(held: PeerIdentity | None) -> dict[str, Any]:
        return {"version": held.version if held else 0, "provider": held.provider if held else ""}


def not_too_large(sent: Any) -> Any:
    """The file, or why it is none that a page takes."""
    if sent.size > LARGEST:
        raise forms.ValidationError(_("It is larger than 100 MB: load it by the command wellrun peers."))
    return sent
