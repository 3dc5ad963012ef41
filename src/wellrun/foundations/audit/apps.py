from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wellrun.foundations.audit"
    label = "audit"
