from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "wellrun.foundations.access"
    label = "access"
