"""Compiles functions with Numba, to machine code that is kept on disk where some folder can be written.

Numba keeps it by the file and the closure of the function that Python calls, and does not see that a function called
from there has changed. `digest` is therefore put into the closures: after an upgrade nothing old is run.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
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


def digest() -> int:
    """A number for the text of all files of this engine."""
    return zlib.crc32(b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))))


def part(function: F) -> F:
    """A part of compiled functions: becomes machine code within each of them, and is not kept by itself."""
    made: F = numba.njit(nogil=True)(function)
    return made


@numba.extending.intrinsic  # type: ignore[untyped-decorator]
def memory_of(_context: Any, array: Any) -> Any:
    """Where an array's numbers begin: one word in place of seven, and no question whether an index is below 0."""

    def built(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return numba.types.CPointer(array.dtype)(array), built
