"""Lists of others brought into the network: from columns to partners."""
