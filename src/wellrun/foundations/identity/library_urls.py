"""Addresses that django-allauth finds by their names; only those we need, each with our own view or template."""

from django.urls import path

from wellrun.foundations.identity import account_views, sign_on_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/passkey/", views.passkey, name="mfa_login_webauthn"),
    path("sign-in/code/", views.code, name="mfa_authenticate"),
    path("sign-in/closed/", views.inactive, name="account_inactive"),
    path("sign-in/not/", sign_on_views.cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with/<str:provider_id>/", sign_on_views.oidc, name="openid_connect_login"),
    path("sign-in/with/<str:provider_id>/back/", sign_on_views.oidc_back, name="openid_connect_callback"),
    path("sign-in/saml/<str:organization_slug>/", sign_on_views.saml, name="saml_login"),
    path("sign-in/saml/<str:organization_slug>/acs/", sign_on_views.acs, name="saml_acs"),
    path("sign-in/saml/<str:organization_slug>/acs/finish/", sign_on_views.finish_acs, name="saml_finish_acs"),
    path("sign-in/saml/<str:organization_slug>/metadata/", sign_on_views.metadata, name="saml_metadata"),
    path("sign-in/saml/<str:organization_slug>/sign-out/", sign_on_views.no_single_sign_out, name="saml_sls"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/factors/", account_views.account, name="mfa_index"),
    path("account/app/add/", account_views.add_app, name="mfa_activate_totp"),
    path("account/app/remove/", account_views.remove_app, name="mfa_deactivate_totp"),
    path("account/passkeys/add/", account_views.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", account_views.remove_passkey, name="mfa_remove_webauthn"),
    path("account/codes/", account_views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", account_views.new_codes, name="mfa_generate_recovery_codes"),
    path("account/again/", account_views.again, name="account_reauthenticate"),
    path("account/again/code/", account_views.again_by_code, name="mfa_reauthenticate"),
    path("account/again/passkey/", account_views.again_by_passkey, name="mfa_reauthenticate_webauthn"),
]
