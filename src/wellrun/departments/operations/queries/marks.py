"""The number an open board is at."""

from __future__ import annotations

from wellrun.departments.operations.models import BoardMark, House


def board_number(facility: str) -> int:
    """Rises with every event of the house and every other change of its boards."""
    house = House.objects.filter(facility__code=facility).values_list("number", flat=True).first() or 0
    mark = BoardMark.objects.filter(facility__code=facility).values_list("number", flat=True).first() or 0
    return house + mark
