"""What stages run on: errors sent their own way, decisions in order, the sandbox, chunks put aside."""
