"""What is asked of a partner before he works here: proofs, pay and the DBA check."""
