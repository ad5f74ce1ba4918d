"""A question in its conversation: what it points at, and the ways to read it."""
