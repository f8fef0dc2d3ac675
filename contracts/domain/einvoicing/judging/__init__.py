"""The rules of EN 16931, Peppol BIS Billing 3 and NLCIUS that an e-invoice of ours could break, each with a Dutch sentence."""
