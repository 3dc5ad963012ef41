"""One's own account: password, factors, recovery codes, sessions, language."""

from __future__ import annotations

from typing import Any

from allauth.account.views import ReauthenticateView as AgainView
from allauth.mfa.base.views import ReauthenticateView as AgainByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView as AgainByPasskeyView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wellrun.foundations.access.permissions import grants_of
from wellrun.foundations.access.routes import ReaderRequest, open_to_signed_in
from wellrun.foundations.identity import actions, codes, sessions
from wellrun.foundations.identity.forms import LanguageForm, PasswordForm
from wellrun.foundations.identity.models import OpenSession
from wellrun.foundations.identity.routes import part_of_signing_in
from wellrun.foundations.identity.rules import Opened, Part
from wellrun.foundations.identity.views import WithPasskeyOptions

OWN = "It shows and changes only what belongs to the reader's own account."


@open_to_signed_in(reason=OWN)
def account(request: ReaderRequest) -> HttpResponse:
    """What opens this account, and where it is open now."""
    owned = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("pk"))
    form = LanguageForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        actions.choose_language(account=request.user, language=form.cleaned_data["language"], by=request.user)
        return redirect("identity:account")
    context = {
        "app": next((one for one in owned if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one.wrap() for one in owned if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": sum(len(one.wrap().get_unused_codes()) for one in owned if one.type == "recovery_codes"),
        "needs_factor": sessions.needs_factor(request.user),
        "sessions": OpenSession.objects.filter(account=request.user),
        "here_key": request.session.session_key,
        "idle_minutes": sessions.idle_limit(request.user) // 60,
        "roles": grants_of(request.user),
        "form": form,
    }
    return render(request, "identity/account.html", context)


@open_to_signed_in(reason=OWN)
@part_of_signing_in(Part.PASSWORD)
@sensitive_post_parameters("current", "password", "again")
@never_cache
def password(request: ReaderRequest) -> HttpResponse:
    """Sets the password. Where none was chosen yet, or the console vouches for the reader, the old one is not asked."""
    known = request.user.has_usable_password() and sessions.opened(request) is not Opened.CONSOLE_LINK
    form = PasswordForm(request.user, request.POST or None, needs_current=known)
    if request.method == "POST" and form.is_valid():
        actions.set_password_within(request, password=form.cleaned_data["password"])
        return redirect(onward(request))
    context = {"form": form, "alone": not request.user.has_usable_password(), "next": onward(request)}
    return render(request, "identity/password.html", context, status=422 if form.errors else 200)


@open_to_signed_in(reason=OWN)
@part_of_signing_in(Part.ENROLLING)
def enrol(request: ReaderRequest) -> HttpResponse:
    """The choice of a second factor, for whoever must have one."""
    return render(request, "identity/enrol.html", {"next": onward(request)})


@open_to_signed_in(reason=OWN)
@require_POST
def end_session(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ends one of the reader's sessions."""
    session = get_object_or_404(OpenSession, pk=pk, account=request.user)
    actions.end_session(session=session, by=request.user, why="ended by its owner")
    return redirect("identity:account")


@open_to_signed_in(reason=OWN)
@require_POST
def end_others(request: ReaderRequest) -> HttpResponse:
    """Ends all of the reader's sessions but this one."""
    here = request.session.session_key or ""
    actions.end_sessions(account=request.user, by=request.user, why="ended by their owner", keep_session=here)
    return redirect("identity:account")


def onward(request: HttpRequest) -> str:
    """Where the reader was headed, if that is one of our own pages."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else "/"


class _ChangesFactors:
    """Says in the audit, in the same transaction, which factor has come or gone."""

    request: Any
    action = ""
    factor = ""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            actions.note_factor(account=self.request.user, action=self.action, factor=self.factor, by=self.request.user)
        return answer


class _AddsFactor(_ChangesFactors):
    """Whoever has just shown that a new factor works has shown a factor."""

    action = "added"

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        sessions.prove(self.request, by=self.factor)
        return answer


class AddApp(_AddsFactor, ActivateTOTPView):
    """An authenticator app is added; its first code is spent."""

    template_name = "identity/add_app.html"
    factor = "totp"

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        added = Authenticator.objects.get(user_id=self.request.user.pk, type=Authenticator.Type.TOTP)
        codes.take_code(authenticator=added, code=form.cleaned_data["code"])
        return answer


class AddPasskey(_AddsFactor, WithPasskeyOptions, AddWebAuthnView):
    """A passkey is added."""

    template_name = "identity/add_passkey.html"
    factor = "webauthn"


class RemoveApp(_ChangesFactors, DeactivateTOTPView):
    """The authenticator app is taken off."""

    template_name = "identity/remove.html"
    action, factor = "removed", "totp"


class RemovePasskey(_ChangesFactors, RemoveWebAuthnView):
    """A passkey is taken off."""

    template_name = "identity/remove.html"
    action, factor = "removed", "webauthn"

    def get_success_url(self) -> str:
        return reverse("identity:account")


class NewCodes(_ChangesFactors, GenerateRecoveryCodesView):
    """New recovery codes; the old ones open nothing any more."""

    template_name = "identity/new_codes.html"
    action, factor = "made anew", "recovery_codes"


class _Proves:
    """Asks for a proof again; a second factor shown here completes the session."""

    request: Any

    def form_valid(self, form: Any) -> HttpResponse:
        sessions.prove(self.request, by="shown again")
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return answer


class AgainByPassword(AgainView):
    """The password again."""

    template_name = "identity/again.html"

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        sessions.renew(self.request)
        return answer


class AgainByCode(_Proves, AgainByCodeView):
    """The code of an app, or a recovery code, again."""

    template_name = "identity/again.html"


class AgainByPasskey(_Proves, WithPasskeyOptions, AgainByPasskeyView):
    """The passkey again."""

    template_name = "identity/again_passkey.html"


_own = open_to_signed_in(reason=OWN)
_enrolling, _proving = part_of_signing_in(Part.ENROLLING), part_of_signing_in(Part.PROVING)
add_app = _own(_enrolling(AddApp.as_view()))
add_passkey = _own(_enrolling(AddPasskey.as_view()))
recovery_codes = _own(ViewRecoveryCodesView.as_view(template_name="identity/recovery_codes.html"))
remove_app = _own(RemoveApp.as_view())
remove_passkey = _own(RemovePasskey.as_view())
new_codes = _own(NewCodes.as_view())
again = _own(_proving(AgainByPassword.as_view()))
again_by_code = _own(_proving(AgainByCode.as_view()))
again_by_passkey = _own(_proving(AgainByPasskey.as_view()))
