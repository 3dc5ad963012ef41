"""Goals and promises: shows a manager whether what was decided gets done."""
