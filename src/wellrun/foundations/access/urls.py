from django.urls import path

from wellrun.foundations.access import setting_up, token_views, views

app_name = "access"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/<str:secret>/", views.link, name="link"),
    path("set-up/", setting_up.page, name="set-up"),
    path("audit/", views.audit, name="audit"),
    path("find/", views.find, name="find"),
    path("tokens/", token_views.page, name="tokens"),
    path("tokens/<int:pk>/end/", token_views.end, name="end-token"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
