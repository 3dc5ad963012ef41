"""Measures: defined once, evaluated by unit and period, small numbers protected.

``measure`` holds the definition, ``evaluate`` the figures of many measures in few scans, ``refresh`` publishes them,
``store`` reads them for pages, ``question`` answers questions of one's own, ``suppression`` protects small numbers.
"""
