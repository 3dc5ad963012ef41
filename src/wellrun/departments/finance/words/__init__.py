"""The words of finance."""
