"""Who can do what: a page drawn from the policy itself, so that it cannot say anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.access.routes import ReaderRequest, open_to_signed_in
from wellrun.foundations.access.rules import POLICY, SENSITIVE, Permission, Role


@dataclass(frozen=True)
class Line:
    """One row: what it is about, a word for each role in order, and whether a password alone is not enough."""

    title: str
    cells: tuple[str, ...]
    sensitive: bool = False


@dataclass(frozen=True)
class Matrix:
    """One table of the page. ``explains`` says what its words mean."""

    title: Any
    explains: Any
    lines: tuple[Line, ...]


MATRICES: list[Callable[[], Matrix]] = []


def register_matrix(matrix: Callable[[], Matrix]) -> None:
    """Adds a table of finer rules; called once from an app's ``ready``."""
    MATRICES.append(matrix)


def of_permissions() -> Matrix:
    """Every permission against every role."""
    lines = (
        Line(
            permission.value, tuple("✓" if permission in POLICY[role] else "" for role in Role), permission in SENSITIVE
        )
        for permission in Permission
    )
    return Matrix(
        _("What each role may do"), _("✓ allowed, for the place the role is held for and all below it"), tuple(lines)
    )


@open_to_signed_in(reason="The policy names roles, not people; everybody may know what their role allows.")
def page(request: ReaderRequest) -> HttpResponse:
    """The policy as tables."""
    matrices = [of_permissions(), *(matrix() for matrix in MATRICES)]
    mine = {grant.role for grant in request.user.grants.all()}
    roles = [(role.value, role.value in mine) for role in Role]
    return render(request, "access/matrix.html", {"here": "who-can", "matrices": matrices, "roles": roles})
