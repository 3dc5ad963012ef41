"""Compiles functions with Numba, to machine code that is kept on disk where some folder can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function as machine code that runs without the interpreter's lock.

    Numba keeps it beside the module, else in the user's cache, or where NUMBA_CACHE_DIR says. Where none of them can be
    written it is compiled anew in each process.
    """
    try:
        made: F = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:
        made = numba.njit(nogil=True)(function)
    return made
