"""What the bookkeeper takes, and closed months."""
