"""Run by the interpreter of a peer environment: transactions in a second of processor time of openx12 or pyx12.

Knows nothing of ours. Arguments: which peer, kind of transaction, a file of one transaction, one of many, and how many
more the second has. What the first takes, which loads maps, is left out of account. Prints one number.
"""

from __future__ import annotations

import io
import logging
import sys
import time
from pathlib import Path


def openx12(file: str, kind: str) -> None:
    from openx12 import x835, x837p

    (x835 if kind == "835" else x837p).parse(Path(file).read_text("latin-1"))


def pyx12(file: str, _kind: str) -> None:
    """Validation against its maps, and a 999."""
    import pyx12.params
    import pyx12.x12n_document

    logging.disable(logging.CRITICAL)
    pyx12.x12n_document.x12n_document(pyx12.params.ParamsBase(), file, io.StringIO(), None, None)


def main(name: str, kind: str, one: str, many: str, more: int) -> None:
    chosen = {"openx12": openx12, "pyx12": pyx12}[name]
    chosen(one, kind)
    took = []
    for file in (one, many):
        start = time.process_time()
        chosen(file, kind)
        took.append(time.process_time() - start)
    print(more / (took[1] - took[0]))


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
