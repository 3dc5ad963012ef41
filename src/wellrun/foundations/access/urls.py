from django.urls import path

from wellrun.foundations.access import setting_up, views

app_name = "access"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/<str:secret>/", views.link, name="link"),
    path("set-up/", setting_up.page, name="set-up"),
    path("audit/", views.audit, name="audit"),
    path("find/", views.find, name="find"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
