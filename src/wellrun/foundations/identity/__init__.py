"""Proof of who asks: signing in, second factors, sessions and their limits, single sign-on, joiners and leavers."""
