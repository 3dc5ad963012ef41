"""Who is likely to come back within 30 days: bedside scores, the counting rules, and a learned, checked model.

Nothing here loads scikit-learn until a model is learned.
"""
