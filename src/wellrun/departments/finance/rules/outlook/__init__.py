"""What a year will come to, line by line, how far that may miss, and how often such forecasts have held before."""
