"""What the web is made of: addresses, encodings, robots.txt, politeness."""
