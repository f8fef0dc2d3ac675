"""House template tags, built in for every template. Strict: an unknown attribute is a TemplateSyntaxError.

The gallery at /werk/bouwstenen/ shows each one with its code; docs/components.md lists them.
"""

from fluxus.components import blocks, filters, forms, gallery, lists, marks, page
from fluxus.components.library import register

__all__ = ["blocks", "filters", "forms", "gallery", "lists", "marks", "page", "register"]
