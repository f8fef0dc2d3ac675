"""Partners and what is known of them."""
