"""The warehouse: history as typed Parquet, read through DuckDB (default) or Spark by the same Ibis expressions."""
