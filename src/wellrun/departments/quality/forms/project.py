"""Forms of improvement projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.forms.incident import LONG, OfVersion
from wellrun.departments.quality.models.projects import LESSONS, METHODS, PARTS, STAGES, Driver, Project, Watched
from wellrun.departments.quality.rules.projects import Stage
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.people.models import Person

DAY = {"type": "date"}


def measure_choices() -> list[tuple[str, str]]:
    """Every measure by its name."""
    return sorted(((key, measure.title) for key, measure in MEASURES.items()), key=lambda one: one[1])


def offer(form: forms.Form, name: str, people: Any) -> None:
    """Sets whom a field offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = people


class MeasureForm(forms.Form):
    """A form about one measure of the catalogue."""

    measure = forms.ChoiceField(label=_("Measure"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = measure_choices()


class ProjectForm(MeasureForm):
    """A new project: what shall reach which figure by when, and why."""

    name = forms.CharField(label=_("Name"), max_length=120)
    goal = forms.FloatField(
        label=_("Goal"), help_text=_("In the unit of the measure. The level now is read from its chart.")
    )
    until = forms.DateField(label=_("By"), widget=forms.DateInput(DAY))
    why = forms.CharField(label=_("Why it matters"), max_length=LONG, widget=forms.Textarea({"rows": 3}))
    lead = forms.ModelChoiceField(Person.objects.none(), label=_("Who leads it"))
    method = forms.ChoiceField(label=_("Led by"), choices=[(key.value, word) for key, word in METHODS.items()])

    field_order = ("name", "measure", "goal", "until", "why", "lead", "method")

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "lead", people)


class DriverForm(forms.Form):
    """A driver or an idea, and what it hangs from."""

    part = forms.ChoiceField(label=_("What it is"), choices=[(key.value, word) for key, word in PARTS.items()])
    words = forms.CharField(label=_("In words"), max_length=200)
    parent = forms.ModelChoiceField(
        Driver.objects.none(), label=_("Hangs from"), required=False, empty_label=_("the aim")
    )

    def __init__(self, *given: Any, project: Project, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "parent", project.drivers.exclude(part="idea"))


class WatchForm(MeasureForm):
    """Another measure beside the aim."""

    role = forms.ChoiceField(label=_("As"), choices=Watched.Role.choices)


class CycleForm(forms.Form):
    """A test of change."""

    change = forms.CharField(label=_("What is tried"), max_length=200)
    predicts = forms.CharField(label=_("What we predict"), max_length=300)
    carried_by = forms.ModelChoiceField(Person.objects.none(), label=_("Who carries it out"))
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "carried_by", people)


class StudyForm(forms.Form):
    """What was seen in a test, and what follows."""

    cycle = forms.IntegerField(widget=forms.HiddenInput)
    saw = forms.CharField(label=_("What was seen"), max_length=LONG, widget=forms.Textarea({"rows": 2}))
    lesson = forms.ChoiceField(label=_("What follows"), choices=[(key.value, word) for key, word in LESSONS.items()])


class EndForm(OfVersion):
    """How it ends, and what was found."""

    to = forms.ChoiceField(
        label=_("It is"), choices=[(key.value, word) for key, word in STAGES.items() if key is not Stage.RUNNING]
    )
    finding = forms.CharField(label=_("Finding"), required=False, max_length=LONG, widget=forms.Textarea({"rows": 3}))


class AgainForm(OfVersion):
    """Going on."""
