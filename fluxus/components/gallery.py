"""The gallery for developers: an example as it looks, with the code that made it."""

from django.template import Context
from django.utils.safestring import SafeString

from fluxus.components.library import component, register
from fluxus.components.marks import icon_names


@register.simple_tag(takes_context=True)
def example(context: Context, template_name: str, title: str) -> SafeString:
    """Renders the example template and shows its source beneath."""
    template = context.template.engine.get_template(template_name)
    slug = template_name.rpartition("/")[2].removesuffix(".html")
    return component("example", title=title, slug=slug, content=template.render(context), source=template.source.strip())


@register.simple_tag
def all_icons() -> list[str]:
    """Every name that `{% icon %}` knows."""
    return sorted(icon_names())
