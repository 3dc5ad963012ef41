"""Signing in: password, passkey, code, one-time link; a new password; signing out."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.flows import login as flow
from allauth.account.models import Login
from allauth.account.views import AccountInactiveView, LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from django.contrib.auth import login, logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wellrun.foundations.access.routes import open_to_anyone, open_to_signed_in
from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity import actions
from wellrun.foundations.identity.forms import ForgottenForm, PasswordForm
from wellrun.foundations.identity.models import SignInLink
from wellrun.foundations.identity.routes import part_of_signing_in
from wellrun.foundations.identity.rules import Opened, Part
from wellrun.foundations.identity.tasks import send_new_password_link

NOBODY_YET = "Nobody has signed in yet."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Purpose = SignInLink.Purpose
SIGNS_IN = (Purpose.CONSOLE, Purpose.INVITATION)


class SignInView(LoginView):
    """The sign-in page; afterwards the reader goes on to where they were headed."""

    template_name = "identity/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "ended": self.request.GET.get("ended", ""),
            "left": "left" in self.request.GET,
            "next": self.get_next_url() or "/",
            "providers": [one for one in get_adapter().list_providers(self.request) if one.app is not None],
        }
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | more

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer


class WithPasskeyOptions:
    """Hands what the browser needs for a passkey to the page, as JSON in an attribute: no script stands in a page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        options = context.get("js_data", {})
        asked = options.get("request_options") or options.get("creation_options")
        return context | {"options_json": json.dumps(asked, cls=DjangoJSONEncoder) if asked else ""}


class CodeView(WithPasskeyOptions, AuthenticateView):
    """The second factor, after the password."""

    template_name = "identity/code.html"


sign_in = open_to_anyone(reason=NOBODY_YET)(SignInView.as_view())
passkey = open_to_anyone(reason=NOBODY_YET)(LoginWebAuthnView.as_view())
code = open_to_anyone(reason="Half signed in: the password was right, the factor is asked for.")(CodeView.as_view())
inactive = open_to_anyone(reason="It says only that the account is closed.")(
    AccountInactiveView.as_view(template_name="identity/inactive.html")
)


@open_to_anyone(reason="The link itself is the proof; it works once.")
@never_cache
def link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A one-time link. Opening it shows one button, so that a mail scanner that follows links does not use it up."""
    if request.method != "POST":
        return render(request, "identity/link.html")
    used = actions.use_link(secret=secret, by=System("sign-in link"), purposes=SIGNS_IN)
    logout(request)
    opened = Opened.CONSOLE_LINK if used.from_console else Opened.LINK
    flow.record_authentication(request, used.account, method=opened.value)
    if used.from_console:
        login(request, used.account, backend=BACKEND)
        return redirect("/")
    answer: HttpResponseBase = flow.perform_login(request, Login(user=used.account))
    return answer


@open_to_signed_in(reason="Everyone may leave.")
@part_of_signing_in(Part.LEAVING)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; the browser forgets what it has kept of it."""
    logout(request)
    answer = redirect(f"{reverse('account_login')}?left=1")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@open_to_anyone(reason="Whoever forgot the password cannot sign in to say so.")
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for a link by e-mail. What is answered, and how fast, is the same whether or not the address is known."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not actions.may_ask_for_password(request, email=form.cleaned_data["email"]):
            return render(request, "429.html", status=429)
        asked = actions.ask_for_password(email=form.cleaned_data["email"], by=System("sign-in"))
        send_new_password_link.enqueue(asked, request.build_absolute_uri("/"))
        return render(request, "identity/forgotten_sent.html")
    return render(request, "identity/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@open_to_anyone(reason="The link in the e-mail is the proof; it works once.")
@sensitive_post_parameters("password", "again")
@never_cache
def new_password(request: HttpRequest, secret: str) -> HttpResponse:
    """Sets a password by a link from an e-mail; signing in with it, and with the second factor, comes afterwards."""
    account = actions.account_of_link(secret=secret, purposes=(Purpose.NEW_PASSWORD,))
    form = PasswordForm(account, request.POST or None, needs_current=False)
    if request.method == "POST" and form.is_valid():
        actions.set_password_by_link(secret=secret, password=form.cleaned_data["password"], by=account)
        return redirect("account_login")
    return render(request, "identity/password.html", {"form": form, "alone": True}, status=422 if form.errors else 200)
