"""What is stated, and what would contradict it: text rules over sentences, no model."""
