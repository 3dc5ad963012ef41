"""What may stand in the house: engines are pure Python and import nothing of ours, nor one another."""
