"""Run by the interpreter of a peer environment: messages in a second of processor time of the package ``hl7``.

Knows nothing of ours. Argument: a file of messages with a NUL between them. Prints one number.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def main(file: str) -> None:
    import hl7

    texts = Path(file).read_bytes().decode().split("\x00")
    start = time.process_time()
    for text in texts:
        hl7.parse(text)
    print(len(texts) / (time.process_time() - start))


if __name__ == "__main__":
    main(sys.argv[1])
