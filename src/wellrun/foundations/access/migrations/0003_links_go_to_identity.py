"""One-time links are kept by identity now. Nothing is carried over: a link lives half an hour."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0002_roles_of_a_whole_facility")]
    operations = [migrations.DeleteModel("SignInLink")]
