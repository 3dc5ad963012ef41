"""Forms of reports and their review."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.models.incidents import AREAS, DEPTHS, HARMS, KINDS, STRENGTHS
from wellrun.foundations.organisation.places import Level, Place
from wellrun.foundations.people.models import Account, Person

MOMENT = "%Y-%m-%dT%H:%M"
LONG = 4000


class MomentField(forms.DateTimeField):
    """A moment by the clock of the facility, typed to the minute."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local", "step": 60})
        super().__init__(widget=widget, input_formats=[MOMENT, "%Y-%m-%d %H:%M"], **more)


class ReportForm(forms.Form):
    """A report: two choices and one text; the rest has a default."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What was it about?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    harm = forms.ChoiceField(
        label=_("How far did it go?"),
        choices=[(key.value, word) for key, word in HARMS.items()],
        widget=forms.RadioSelect,
        initial="near_miss",
    )
    what = forms.CharField(
        label=_("What happened, or nearly?"),
        help_text=_("No names of patients or colleagues. What you saw, in your own words."),
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
    )
    where = forms.ChoiceField(label=_("Where"))
    occurred_at = MomentField(label=_("When"))
    done = forms.CharField(
        label=_("What was done at once"), required=False, max_length=LONG, widget=forms.Textarea({"rows": 2})
    )
    patient_told = forms.BooleanField(label=_("The patient or family was told"), required=False)
    manager_told = forms.BooleanField(label=_("The manager on duty was told"), required=False)
    sensitive = forms.BooleanField(
        label=_("Only named people may read it"),
        help_text=_("It then goes to the quality lead, who names who else may."),
        required=False,
    )
    nameless = forms.BooleanField(
        label=_("Send it without my name"),
        help_text=_("Nobody can find out who sent it. You get a code that opens the answer."),
        required=False,
    )

    def __init__(self, *given: Any, places: Iterable[Place], here: Place, **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(place.code, place.name) for place in places if place.level is not Level.NETWORK]
        field = self.fields["where"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        codes = [code for code, _name in choices]
        field.initial = here.code if here.code in codes else next(iter(codes), "")
        self.fields["occurred_at"].initial = timezone.localtime().replace(second=0, microsecond=0)
        self.fields["key"].initial = uuid4()


class ReceiptForm(forms.Form):
    """The code that opens the answer to a report without a name."""

    code = forms.CharField(label=_("Your code"), max_length=24, widget=forms.TextInput({"autocomplete": "off"}))


class OfVersion(forms.Form):
    """A decision on what was read: the version goes with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TriageForm(OfVersion):
    """What it is, how far it went, how closely it is looked into, by whom and until when."""

    kind = forms.ChoiceField(label=_("What it was about"), choices=list(KINDS.items()))
    harm = forms.ChoiceField(label=_("How far it went"), choices=[(key.value, word) for key, word in HARMS.items()])
    depth = forms.ChoiceField(
        label=_("How closely to look"), choices=[(key.value, word) for key, word in DEPTHS.items()]
    )
    investigator = forms.ModelChoiceField(Person.objects.none(), label=_("Who looks into it"))
    due_on = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: 14, 30 or 60 days by how closely."),
        widget=forms.DateInput({"type": "date"}),
    )
    sensitive = forms.BooleanField(label=_("Only named people may read it"), required=False)

    def __init__(self, data: Any, *, incident: Incident, people: Any) -> None:
        initial = {
            "version": incident.version,
            "kind": incident.kind,
            "harm": incident.harm,
            "depth": incident.depth or "brief",
            "investigator": incident.investigator_id,
            "due_on": incident.due_on,
            "sensitive": incident.sensitive,
        }
        super().__init__(data, initial=initial)
        field = self.fields["investigator"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class CloseForm(OfVersion):
    """The finding."""

    finding = forms.CharField(
        label=_("Finding"),
        help_text=_("As the reporter will read it: what was found, what is different now."),
        max_length=LONG,
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )


class ReasonForm(OfVersion):
    """Why a report is opened again or split off."""

    why = forms.CharField(label=_("Why"), max_length=500)


class NamedChoice(forms.ModelChoiceField[Any]):
    """A choice among rows, each called by what ``words`` makes of it."""

    def __init__(self, queryset: Any, *, words: Callable[[Any], str], **more: Any) -> None:
        super().__init__(queryset, **more)
        self._words = words

    def label_from_instance(self, obj: Any) -> str:
        return self._words(obj)


def words_of_report(one: Incident) -> str:
    """A report as a list of choices names it."""
    return f"{one.name}: {one.get_kind_display()}, {date_format(timezone.localtime(one.occurred_at), 'j M H:i')}"


class MergeForm(ReasonForm):
    """Which other report tells of the same event."""

    into = NamedChoice(Incident.objects.none(), label=_("The report that stands for both"), words=words_of_report)

    def __init__(self, *given: Any, others: list[Incident], **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Incident.objects.filter(pk__in=[one.pk for one in others]).select_related("facility")


class AnswerForm(forms.Form):
    """Words to the reporter."""

    words = forms.CharField(label=_("Answer to the reporter"), max_length=LONG, widget=forms.Textarea({"rows": 2}))


class FactorForm(forms.Form):
    """Something that contributed."""

    area = forms.ChoiceField(label=_("Where it lies"), choices=[(key.value, word) for key, word in AREAS.items()])
    words = forms.CharField(label=_("What contributed"), max_length=300)


class HappeningForm(forms.Form):
    """A line of the time line."""

    at = MomentField(label=_("When"))
    words = forms.CharField(label=_("What happened"), max_length=300)


class WhysForm(forms.Form):
    """The chain of whys, one answer a line."""

    answers = forms.CharField(
        label=_("Why? One answer a line, the nearest cause first"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea({"rows": 5}),
    )


class ActForm(forms.Form):
    """An action that comes out of it."""

    title = forms.CharField(label=_("What will be done"), max_length=200)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who"))
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput({"type": "date"}))
    strength = forms.ChoiceField(
        label=_("How likely it is to hold"), choices=[(key.value, word) for key, word in STRENGTHS.items()]
    )

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class MetForm(forms.Form):
    """A duty that was met, and what shows it."""

    duty = forms.CharField(widget=forms.HiddenInput, max_length=40)
    words = forms.CharField(label=_("What shows it"), max_length=300)


class ReaderForm(forms.Form):
    """Somebody who may read a sensitive report."""

    account = NamedChoice(Account.objects.none(), label=_("Who may read it"), words=lambda one: str(one.person.name))

    def __init__(self, *given: Any, accounts: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = accounts


class LessonForm(forms.Form):
    """What others can learn, without names."""

    title = forms.CharField(label=_("In one line"), max_length=120)
    words = forms.CharField(label=_("What happened and why"), max_length=LONG, widget=forms.Textarea({"rows": 3}))
    change = forms.CharField(label=_("What is different now"), max_length=LONG, widget=forms.Textarea({"rows": 2}))
