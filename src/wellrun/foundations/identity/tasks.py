"""E-mail about signing in, sent in the background: it holds a link and nothing else, and takes nobody's time."""

from __future__ import annotations

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity import actions
from wellrun.foundations.identity.models import SignInLink
from wellrun.foundations.people.models import Account


@task()  # type: ignore[untyped-decorator]
def send_new_password_link(account: int | None, where: str) -> None:
    """Sends the link by which a password is set; with no account it does nothing, so that asking costs the same."""
    owner = Account.objects.filter(pk=account or 0, is_active=True).first()
    if owner is None:
        return
    secret = actions.make_link(account=owner, by=System("sign-in"), purpose=SignInLink.Purpose.NEW_PASSWORD)
    with override(owner.language or None):
        body = render_to_string("identity/new_password.txt", {"address": f"{where}password/new/{secret}/"})
        send_mail(_("A new password for Wellrun"), body, None, [owner.email])


@task()  # type: ignore[untyped-decorator]
def tell_of_factors(account: int) -> None:
    """Tells an owner that their factors were taken off: if they did not ask for it, somebody else did."""
    owner = Account.objects.filter(pk=account, is_active=True).first()
    if owner is None:
        return
    with override(owner.language or None):
        send_mail(
            _("Your second factor for Wellrun was taken off"),
            _(
                "An administrator has taken your second factor off, because somebody said that it was lost. At the "
                "next signing in you add a new one.\n\nIf you did not ask for this, tell your administrator at once.\n"
            ),
            None,
            [owner.email],
        )
