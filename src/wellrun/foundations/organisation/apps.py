from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "wellrun.foundations.organisation"
    label = "organisation"
