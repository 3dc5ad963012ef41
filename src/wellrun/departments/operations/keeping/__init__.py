"""How the house is written, whoever changes it. Actions call it; they record."""
