"""OpenID Connect and SAML as we do them: stricter than the library, and nothing of the way is the client's to choose.

The library reads ``provider_classes`` of every app; these take the place of its own.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import secrets
from typing import Any, Final

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest

from wellrun.foundations.identity import sign_on

SIGNED_WITH: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Never HS256, whose key would be the client's secret or a public key taken for one, and never none."""
MUST_BE_THERE: Final = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY: Final = 60


class Asks(OpenIDConnectOAuth2Adapter):
    """Takes an ID token only if it is signed, for us, by the issuer we know, and answers this very asking.

    OpenID Connect Core 1.0, 3.1.3.7. The library leaves out signature and nonce where TLS brought the token.
    """

    nonce: str = ""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        said = self.checked(app, kwargs["response"].get("id_token") or "")
        data = {"id_token": said}
        if app.settings.get("fetch_userinfo", False):
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != said["sub"]:
                raise OAuth2Error("userinfo is about somebody else (OpenID Connect Core 1.0, 5.3.2)")
        return self.get_provider().sociallogin_from_response(request, data)

    def checked(self, app: Any, token: str) -> dict[str, Any]:
        """What the token says. Raises ``OAuth2Error`` where anything of it is not as it must be."""
        issuer = app.settings.get("issuer") or app.settings["server_url"].split("/.well-known/")[0]
        try:
            said: dict[str, Any] = jwt.decode(
                token,
                key=self._key(token),
                algorithms=list(SIGNED_WITH),
                issuer=issuer,
                audience=app.client_id,
                leeway=LEEWAY,
                options={"require": MUST_BE_THERE, "verify_iat": True},
            )
        except (jwt.PyJWTError, KeyError, ValueError, TypeError) as error:
            raise OAuth2Error("the ID token is not as it must be") from error
        several = isinstance(said["aud"], list) and len(said["aud"]) > 1
        if said.get("azp", app.client_id if not several else None) != app.client_id:
            raise OAuth2Error("the ID token was made for another client")
        if not self.nonce or not hmac.compare_digest(str(said.get("nonce", "")).encode(), self.nonce.encode()):
            raise OAuth2Error("the ID token answers another asking")
        return said

    def _key(self, token: str) -> Any:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in SIGNED_WITH:
            raise jwt.InvalidAlgorithmError("the token is not signed with a public key's algorithm")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = answer.json()["keys"]
        fitting = [
            one for one in keys if header.get("kid") in (None, one.get("kid")) and one.get("use", "sig") == "sig"
        ]
        if len(fitting) != 1:
            raise jwt.InvalidKeyError("no key, or more than one, fits the token")
        return jwt.PyJWK.from_json(json.dumps(fitting[0]), algorithm=header.get("alg")).key


class _OurWay:
    """The client chooses where to go afterwards, and nothing else of the way."""

    app: Any

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        kwargs = super().get_redirect_from_request_kwargs(request)  # type: ignore[misc]
        return {"process": "login"} | {name: kwargs[name] for name in ("next_url",) if name in kwargs}


class OpenIDConnect(_OurWay, OpenIDConnectProvider):
    """An OpenID Connect provider of the organisation."""

    oauth2_adapter_class = Asks
    sign_on_route = "openid_connect_login"

    @property
    def sign_on_name(self) -> str:
        return str(self.app.provider_id)

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> Any:
        nonce = secrets.token_urlsafe(24)
        return super().redirect(request, process, **kwargs, auth_params={"nonce": nonce}, nonce=nonce)

    def get_pkce_params(self) -> dict[str, Any]:
        self.app.settings["oauth_pkce_enabled"] = True
        params: dict[str, Any] = super().get_pkce_params()
        return params


class Saml(_OurWay, SAMLProvider):
    """A SAML 2.0 provider of the organisation. What it sends is signed, asked for by us, and counts once."""

    sign_on_route = "saml_login"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.app.settings.get("advanced", {})
        self.app.settings["advanced"] = given | {
            "strict": True,
            "want_assertion_signed": not given.get("want_message_signed", False),
            "reject_deprecated_algorithm": True,
            "reject_idp_initiated_sso": True,
        }

    @property
    def sign_on_name(self) -> str:
        return str(self.app.client_id)

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {**data.get_attributes(), sign_on.CONTEXTS: data.get_last_authn_contexts()}

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Any:
        until = dt.datetime.fromtimestamp(response.get_last_assertion_not_on_or_after() or 0, tz=dt.UTC)
        if not sign_on.first_use(assertion=response.get_last_assertion_id() or "", until=until):
            raise ImmediateHttpResponse(render_authentication_error(request, self))
        return super().sociallogin_from_response(request, response)


provider_classes = [OpenIDConnect, Saml]
