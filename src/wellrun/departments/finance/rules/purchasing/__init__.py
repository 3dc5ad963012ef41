"""Rules of buying: who may approve, what is committed, whether an invoice is what was ordered and came."""
