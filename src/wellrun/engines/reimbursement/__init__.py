"""What a payer owes by its contract: claims priced term by term, every figure kept, Decimal only.

``contract`` and ``claim`` are the records, ``pricing.price`` the answer, ``checker`` judges any answer without the
pricer, ``explain`` says it in sentences. Rounding: each step leaves each line in cents, half up (``money``). Nothing is
remembered.
"""
