"""Settings, addresses and the command: this floor knows everything and does nothing."""
