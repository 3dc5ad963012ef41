"""The state of the house: what each event does to visits and beds, and what a person has to say where two contradict."""
