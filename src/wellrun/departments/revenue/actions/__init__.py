"""What revenue does: each one transaction, checked and recorded."""
