"""What is booked and why: the receivable's ledger, the reading of remittances into it, and denials."""
