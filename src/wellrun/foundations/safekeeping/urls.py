from django.urls import path

from wellrun.foundations.safekeeping import views

app_name = "safekeeping"
urlpatterns = [
    path("", views.page, name="page"),
    path("progress/", views.progress, name="progress"),
    path("backups/", views.back_up, name="back-up"),
    path("holds/", views.hold, name="hold"),
    path("holds/<int:pk>/end/", views.end_hold, name="end-hold"),
]
