"""Plain frozen types that every floor but the engines may share: faults and periods. No policy lives here."""
