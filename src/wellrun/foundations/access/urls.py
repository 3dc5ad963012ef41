from django.urls import path

from wellrun.foundations.access import setting_up, views

app_name = "access"
urlpatterns = [
    path("set-up/", setting_up.page, name="set-up"),
    path("audit/", views.audit, name="audit"),
    path("find/", views.find, name="find"),
]
