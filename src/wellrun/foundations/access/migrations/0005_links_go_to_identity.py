"""One-time links are kept by identity now. Nothing is carried over: a link lives half an hour."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0004_role_reviews")]
    operations = [migrations.DeleteModel("SignInLink")]
