"""Questions that are counted, summed, listed or compared from the typed facts."""
