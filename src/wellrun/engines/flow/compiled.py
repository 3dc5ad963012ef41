"""Compiles functions with Numba, to machine code that is kept on disk where some folder can be written.

A trap for whoever changes them: what is kept is renewed when the file of a function changes, not when that of one it
calls does. After a change in `layout`, `chance`, `events` or `care`, delete what is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numba.extending

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


@numba.extending.intrinsic  # type: ignore[untyped-decorator]
def memory_of(_context: Any, array: Any) -> Any:
    """Where an array's numbers begin: one word in place of seven, and no question whether an index is below 0."""

    def built(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return numba.types.CPointer(array.dtype)(array), built
