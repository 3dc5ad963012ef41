"""Readers and writers of public rostering files: text in, values out; whatever cannot be read is returned as faults."""
