"""Adding people and giving them accounts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def add_person(
    *, name: str, by: Actor, post: str = "", email: str = "", facility: Facility | None = None, unit: Unit | None = None
) -> Person:
    """Adds a person."""
    person = Person.objects.create(name=name, post=post, email=email, facility=facility, unit=unit)
    record(
        "people.person.added",
        by=by,
        about=person,
        after={"name": name, "post": post, "facility": facility and facility.code},
    )
    return person


@transaction.atomic
def open_account(*, person: Person, email: str, by: Actor) -> Account:
    """Opens an account without a password: the first sign-in is by a one-time link."""
    account = Account(email=email.lower(), person=person)
    account.set_unusable_password()
    try:
        account.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Refused(
            Fault("people.account_invalid", " ".join(messages), place=name, value=email)
            for name, messages in error.message_dict.items()
        ) from error
    account.save()
    record("people.account.opened", by=by, about=account, after={"email": account.email, "person": person.name})
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, by: Actor) -> None:
    """Sets the password of an account; the audit says that it changed, never what to."""
    account.set_password(password)
    account.save(update_fields=["password"])
    record("people.account.password_set", by=by, about=account)
