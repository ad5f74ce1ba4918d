"""Times, differences, sums and shares that are worked out of what single facts tell."""
