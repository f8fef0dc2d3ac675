"""What is paid, credited, written off and still open, from the bank's own files."""
