"""The frame every page stands in: layout, navigation, tables, charts. It has no models."""
