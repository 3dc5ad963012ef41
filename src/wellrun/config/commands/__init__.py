"""The words of the command `wellrun`."""
