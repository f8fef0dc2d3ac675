"""The seal of the house on what both parties signed, the report of how it came about, and the check of files of anybody."""
