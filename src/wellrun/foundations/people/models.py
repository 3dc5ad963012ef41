"""Persons, and the accounts some of them sign in with."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility, Unit


class Person(models.Model):
    """Someone who works here: can own an action, whether or not they sign in."""

    name = models.CharField(_("name"), max_length=120)
    post = models.CharField(_("post"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="people", null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", null=True, blank=True)
    active = models.BooleanField(_("works here now"), default=True)

    class Meta:
        verbose_name_plural = "people"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name


class Accounts(BaseUserManager["Account"]):
    """Finds an account by its e-mail, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """What a person signs in with. Its name is its e-mail, in whatever case."""

    email = models.EmailField(_("e-mail"), unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    is_active = models.BooleanField(_("may sign in"), default=True)
    language = models.CharField(_("language"), max_length=8, blank=True)

    USERNAME_FIELD = "email"
    objects = Accounts()

    class Meta:
        # `unique` above is for Django, which wants it of a name to sign in with; this one knows no case.
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="account_email_once",
                violation_error_message=_("This e-mail already has an account."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
