"""The way to an identity provider and back."""

from __future__ import annotations

import re
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.saml import views as library
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wellrun.foundations.access.routes import open_to_anyone
from wellrun.foundations.identity.provider import Asks

SIGN_OUT = re.compile(rb"<md:SingleLogoutService\b[^>]*/>\s*")
ON_THE_WAY = "On the way to or from the identity provider nobody has signed in yet."


class Back(OAuth2CallbackView):
    """The way back; hands the nonce of this asking to whoever checks the token."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, answer


@open_to_anyone(reason=ON_THE_WAY)
@never_cache
def oidc(request: HttpRequest, provider_id: str) -> Any:
    """Sends the reader to an OpenID Connect provider."""
    return _walked(OAuth2LoginView, request, provider_id)


@open_to_anyone(reason=ON_THE_WAY)
@never_cache
def oidc_back(request: HttpRequest, provider_id: str) -> Any:
    """Takes what the provider sent back."""
    return _walked(Back, request, provider_id)


def _walked(view: Any, request: HttpRequest, provider_id: str) -> Any:
    try:
        adapter = Asks(request, provider_id)
        adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return view.adapter_view(adapter)(request)


def _with_host(request: HttpRequest) -> HttpRequest:
    """The library reads the header itself, which HTTP/1.0 need not send."""
    request.META.setdefault("HTTP_HOST", request.get_host())
    return request


@open_to_anyone(reason=ON_THE_WAY)
@never_cache
def saml(request: HttpRequest, organization_slug: str) -> Any:
    """Sends the reader to a SAML provider."""
    return library.login(_with_host(request), organization_slug=organization_slug)


@open_to_anyone(reason="The provider's page sends the reader's answer here; it is checked in the next step.")
@csrf_exempt
def acs(request: HttpRequest, organization_slug: str) -> Any:
    """Takes the answer of a SAML provider and hands it to a request that has our cookie."""
    library.SAMLViewMixin.get_app(_Asked(request), organization_slug)
    return library.acs(_with_host(request), organization_slug=organization_slug)


class _Asked:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request


@open_to_anyone(reason=ON_THE_WAY)
@never_cache
def finish_acs(request: HttpRequest, organization_slug: str) -> Any:
    """Checks the answer and signs in."""
    try:
        return library.finish_acs(_with_host(request), organization_slug=organization_slug)
    except (PermissionDenied, ValueError, SyntaxError):
        # Answers nothing that we asked, or is no SAML: lxml's faults are SyntaxErrors.
        return render(request, "socialaccount/authentication_error.html", status=401)


@open_to_anyone(reason="The provider's administrator reads here what to enter; nothing in it is secret.")
def metadata(request: HttpRequest, organization_slug: str) -> Any:
    """What a SAML provider must know of us. The library names an address for signing out that is none: not here."""
    answer = library.metadata(_with_host(request), organization_slug=organization_slug)
    answer.content = SIGN_OUT.sub(b"", answer.content)
    return answer


@open_to_anyone(reason="It says only that the reader came back without signing in.")
def cancelled(request: HttpRequest) -> HttpResponse:
    """The reader turned back at the provider."""
    return render(request, "socialaccount/authentication_error.html", {"cancelled": True})


@open_to_anyone(reason="It does nothing; the metadata must name an address.")
def no_single_sign_out(_request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Signing out everywhere at once is not offered: a forged wish to do so would sign people out."""
    raise Http404(organization_slug)
