from django.urls import path

from wellrun.foundations.access import views

app_name = "access"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/<str:secret>/", views.link, name="link"),
    path("audit/", views.audit, name="audit"),
    path("find/", views.find, name="find"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
