"""From the planning to an issued agreement, and to its amendment."""
