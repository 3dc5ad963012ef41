from django.urls import path, re_path

from wellrun.foundations.patients import fhir_api

app_name = "fhir"
urlpatterns = [
    path("metadata", fhir_api.metadata, name="metadata"),
    path("Patient", fhir_api.Patients.as_view(), name="patients"),
    path("Patient/_search", fhir_api.PatientsPosted.as_view(), name="patients-posted"),
    path("Patient/<str:pk>", fhir_api.OnePatient.as_view(), name="patient"),
    path("Encounter", fhir_api.Encounters.as_view(), name="encounters"),
    path("Encounter/_search", fhir_api.EncountersPosted.as_view(), name="encounters-posted"),
    path("Encounter/<str:pk>", fhir_api.OneEncounter.as_view(), name="encounter"),
    re_path(r"^[\s\S]*$", fhir_api.nothing_here),
]
