"""Other ways to answer the same cases from the same texts with the same models, side by side."""
