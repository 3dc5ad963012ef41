from django.urls import path

from wellrun.foundations.patients import ties_views, views

app_name = "patients"
urlpatterns = [
    path("patients/", views.in_house, name="list"),
    path("patients/new/", views.register, name="register"),
    path("patients/<uuid:patient>/", views.record_page, name="record"),
    path("patients/<uuid:patient>/change/", views.change, name="change"),
    path("patients/<uuid:patient>/ties/", ties_views.ties, name="ties"),
    path("patients/<uuid:patient>/ties/<int:tie>/end/", ties_views.end_tie, name="end-tie"),
    path("patients/<uuid:patient>/glass/", views.glass, name="glass"),
    path("patients/<uuid:patient>/glass/close/", views.close_glass, name="close-glass"),
    path("my-record/", views.own, name="own"),
]
