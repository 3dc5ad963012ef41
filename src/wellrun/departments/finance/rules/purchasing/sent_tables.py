"""Rows of a table that somebody sent, as CSV with whatever stands between its columns, or as a workbook."""

from __future__ import annotations

import csv
import io

from wellrun.departments.finance.rules.workbooks import rows_of

WORKBOOK = b"PK"
BETWEEN = (",", ";", "\t", "|")


def rows_sent(content: bytes) -> list[list[str]]:
    """The rows. Raises ``NotAWorkbook`` for what begins as one and is none."""
    if content.startswith(WORKBOOK):
        return rows_of(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The Windows letters that many programs still write.
        text = content.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(BETWEEN, key=head.count)))
