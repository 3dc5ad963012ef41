"""Run by the interpreter of a peer environment: transactions in a second of processor time of openx12 and pyx12.

Knows nothing of ours. Arguments: name of the measurement, file, number of transactions in it. Prints one number.
"""

from __future__ import annotations

import io
import logging
import sys
import time


def openx12(file: str, kind: str) -> None:
    from openx12 import x835, x837p

    with open(file, encoding="latin-1") as text:
        (x835 if kind == "835" else x837p).parse(text.read())


def pyx12(file: str, _kind: str) -> None:
    """Validation against its maps, and a 999."""
    import pyx12.params
    import pyx12.x12n_document

    logging.disable(logging.CRITICAL)
    pyx12.x12n_document.x12n_document(pyx12.params.ParamsBase(), file, io.StringIO(), None, None)


def main(name: str, kind: str, file: str, count: int) -> None:
    chosen = {"openx12": openx12, "pyx12": pyx12}[name]
    start = time.process_time()
    chosen(file, kind)
    print(count / (time.process_time() - start))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
