"""Roles of the whole facility; a manager becomes a manager of a facility or of a department, by the place held."""

from typing import Any

from django.db import migrations, models

from wellrun.foundations.access.rules import Role


def split_managers(apps: Any, schema_editor: Any) -> None:
    grants = apps.get_model("access", "Grant").objects.filter(role="manager")
    grants.filter(place__contains="/").update(role="department manager")
    grants.exclude(place__contains="/").update(role="facility manager")


def join_managers(apps: Any, schema_editor: Any) -> None:
    grants = apps.get_model("access", "Grant").objects
    grants.filter(role__in=["department manager", "facility manager"]).update(role="manager")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_first")]
    operations = [
        migrations.AlterField(
            "grant",
            "role",
            models.CharField(
                choices=[(role.value, role.value) for role in Role], max_length=32, verbose_name="role"
            ),
        ),
        migrations.RunPython(split_managers, join_managers),
    ]
