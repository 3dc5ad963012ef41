"""One-time links, open sessions; what single sign-on and provisioning stand on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import Role
from wellrun.foundations.identity.rules import device_words
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.people.models import Account


class SignInLink(models.Model):
    """A link that works once, for a short while, for one account. Only its digest is kept."""

    class Purpose(models.TextChoices):
        CONSOLE = "console", _("made where Wellrun is installed")
        INVITATION = "invitation", _("made by an administrator")
        NEW_PASSWORD = "new password", _("asked for by whoever forgot the password")

    account = models.ForeignKey(Account, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account}, until {self.expires_at:%H:%M}"

    @property
    def from_console(self) -> bool:
        """Whether it was made where keys and database lie, which proves more than any factor would."""
        return self.purpose == self.Purpose.CONSOLE


class FactorSecret(SealedModel):
    """The secret of an authenticator app or of recovery codes, sealed; the library keeps only which row it is."""

    secret = SealedText(_("secret"))

    def __str__(self) -> str:
        return f"secret {self.pk}"


class OpenSession(models.Model):
    """A session that is open: since when, last used when, from where, with what."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    used_at = models.DateTimeField()
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("device"), max_length=200, blank=True)
    opened_by = models.CharField(_("opened by"), max_length=16)

    class Meta:
        ordering = ["-used_at"]

    def __str__(self) -> str:
        return f"{self.account} from {self.address}"

    @property
    def device_words(self) -> str:
        """The device as its owner would call it."""
        return device_words(self.device)


class ProvisioningKey(models.Model):
    """What a directory shows to open and close accounts. Only its digest is kept."""

    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"directory {self.name}"


class DirectoryEntry(models.Model):
    """By which id of its own a directory knows an account."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="directory_entry")
    external_id = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~models.Q(external_id=""), name="directory_id_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.external_id} is {self.account}"


class ClaimRule(models.Model):
    """Whoever a provider says this of holds this role for this place, as long as the provider says so."""

    provider = models.CharField(_("provider"), max_length=100)
    claim = models.CharField(_("claim"), max_length=200)
    value = models.CharField(_("value"), max_length=200)
    role = models.CharField(_("role"), max_length=32, choices=[(role.value, role.value) for role in Role])
    place = models.CharField(_("place"), max_length=130)
    trusts_factor = models.BooleanField(_("the provider's second factor counts"), default=False)

    class Meta:
        ordering = ["provider", "claim", "value"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "claim", "value", "role", "place"], name="claim_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.claim}={self.value} → {self.role} of {self.place}"


class ClaimedGrant(models.Model):
    """A grant that stands on a provider's claim, and goes with it. Grants given by hand are not listed here."""

    grant = models.OneToOneField(Grant, models.CASCADE, related_name="claimed")
    provider = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.grant}, by {self.provider}"


class UsedAssertion(models.Model):
    """A SAML assertion that has signed somebody in. It is kept until it would be too old anyway."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"used, until {self.until:%H:%M}"
