"""Whether a programme did what was hoped: three methods, what each of them assumes, and what may be claimed.

Deterministic: where chance is used, its seed is an argument. A simulated facility whose truth is known tells how far
the methods may be trusted.
"""
