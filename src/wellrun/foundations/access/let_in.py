"""What the framework of the API is told about whoever the door has let in. It asks nothing anew."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission


class AtTheDoor(SessionAuthentication):
    """Takes over whom the door let in. A session must show that its own page sent the request; a token need not."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        account = getattr(request._request, "user", None)
        if account is None or not account.is_authenticated:
            return None
        token = getattr(request._request, "token", None)
        if token is None:
            self.enforce_csrf(request)
        return account, token

    def authenticate_header(self, _request: Any) -> str:
        return 'Bearer realm="Wellrun"'


class ThroughTheDoor(BasePermission):
    """Nothing is answered that the door has not let in, whatever an address declares or forgets."""

    def has_permission(self, request: Any, _view: Any) -> bool:
        return bool(getattr(request._request, "entered", False))
