"""Where a column of somebody else's list can go, and under which headings such columns are known."""
