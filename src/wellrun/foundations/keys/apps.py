from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "wellrun.foundations.keys"
    label = "keys"
