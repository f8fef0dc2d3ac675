"""Orders to the bank: mandates, collections that are announced, and payments that two people look at."""
