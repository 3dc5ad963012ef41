"""Facts of the formats as plain tables: data elements, segments, sets. No code list and no text of a guide is here."""
