"""Lists of the network for a spreadsheet."""

from network.resources.partners import PartnerResource, harmless

__all__ = ["PartnerResource", "harmless"]
