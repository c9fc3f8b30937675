"""Who and what is named: the language model, names, entities."""
