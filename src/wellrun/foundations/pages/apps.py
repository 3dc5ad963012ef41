from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "wellrun.foundations.pages"
    label = "pages"
