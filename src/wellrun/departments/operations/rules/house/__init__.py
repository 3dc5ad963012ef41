"""The state of the house: what each event does to visits and beds, and what a person is asked where two contradict."""
