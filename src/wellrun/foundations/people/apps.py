from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wellrun.foundations.people"
    label = "people"
