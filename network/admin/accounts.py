"""Users, how they came in, and the outbox."""
