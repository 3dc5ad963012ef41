"""A page as a reader sees it: where its source breaks a line, and by how much it is indented, means nothing."""

from __future__ import annotations

import re
from typing import Any

BESIDE_A_TAG = re.compile(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)")


def read(response: Any) -> str:
    """The text of an answer with no line ends beside its tags, and single blanks elsewhere."""
    return " ".join(BESIDE_A_TAG.sub("", response.text).split())
