"""What a question takes for granted, against what the knowledge says."""
