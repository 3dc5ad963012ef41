"""Revenue: claims, what payers pay for them, and the ledger in which every cent has its cause."""
