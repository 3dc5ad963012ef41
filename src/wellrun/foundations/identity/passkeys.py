"""What a browser answers for a passkey. The library takes it apart as if it were always well made; it need not be."""

from __future__ import annotations

import struct
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError

UNREADABLE: Final = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, struct.error, InvalidSignature,
)  # fmt: skip


class _TakesNothingUnreadable:
    """An answer that cannot be read is a wrong answer, not a crash."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            raise
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class ShownPasskeyForm(_TakesNothingUnreadable, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class AlonePasskeyForm(_TakesNothingUnreadable, LoginWebAuthnForm):
    """A passkey instead of password and factor."""


class AgainPasskeyForm(_TakesNothingUnreadable, ReauthenticateWebAuthnForm):
    """A passkey before factors are changed."""


class NewPasskeyForm(AddWebAuthnForm):
    """A new passkey. Always one that signs in alone, so it always asks for face, finger or PIN."""

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError:
            raise
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error
