"""Addresses of our own; what django-allauth looks up by its own names stands in `library_urls`."""

from django.urls import path

from wellrun.foundations.identity import account_views, accounts_views, scim_views, views

app_name = "identity"
urlpatterns = [
    path("sign-in/<str:secret>/", views.link, name="link"),
    path("password/forgotten/", views.forgotten, name="forgotten"),
    path("password/new/<str:secret>/", views.new_password, name="new-password"),
    path("password/", account_views.password, name="password"),
    path("account/", account_views.account, name="account"),
    path("account/second-factor/", account_views.enrol, name="enrol"),
    path("account/sessions/<int:pk>/end/", account_views.end_session, name="end-session"),
    path("account/sessions/end-others/", account_views.end_others, name="end-others"),
    path("accounts/", accounts_views.accounts_page, name="accounts"),
    path("accounts/<int:pk>/", accounts_views.helping, name="helping"),
    path("accounts/<int:pk>/invite/", accounts_views.invite, name="invite"),
    path("accounts/<int:pk>/withdraw/", accounts_views.withdraw, name="withdraw"),
    path("accounts/<int:pk>/lost-factors/", accounts_views.lost_factors, name="lost-factors"),
    path("accounts/<int:pk>/close/", accounts_views.close, name="close-account"),
    path("scim/v2/ServiceProviderConfig", scim_views.config, name="scim-config"),
    path("scim/v2/ResourceTypes", scim_views.resource_types, name="scim-types"),
    path("scim/v2/Users", scim_views.users, name="scim-users"),
    path("scim/v2/Users/<str:pk>", scim_views.user, name="scim-user"),
]
