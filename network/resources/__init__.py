"""Lists of the network for a spreadsheet."""

from network.resources.lists import as_file, table_of
from network.resources.partners import PartnerResource, harmless

__all__ = ["PartnerResource", "as_file", "harmless", "table_of"]
