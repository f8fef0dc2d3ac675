"""Finding agreements again, and keeping them as long as we must."""
