"""A session as somebody has it who signed in with password and second factor."""

from __future__ import annotations

from typing import Any

from django.test import Client


def signed_in(account: Any, client: Client | None = None) -> Client:
    """A client in which the account is signed in and has shown a second factor."""
    from wellrun.foundations.identity.sessions import PROVED

    client = client or Client()
    client.force_login(account)
    session = client.session
    session[PROVED] = "totp"
    session.save()
    return client
