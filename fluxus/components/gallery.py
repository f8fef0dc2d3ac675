"""The gallery for developers: an example as it looks, with the code that made it."""

from django import forms
from django.template import Context, Engine
from django.utils.safestring import SafeString

from fluxus import periods
from fluxus.components.library import component, register
from fluxus.components.marks import icon_names
from fluxus.forms import ClockField, DayField, EuroField, HouseForm


class SampleForm(HouseForm):
    """One field of each kind."""

    name = forms.CharField(label="Naam", help_text="Zoals het op de factuur komt.")
    email = forms.EmailField(label="E-mailadres", required=False)
    day = DayField(label="Dag")
    start = ClockField(label="Vanaf")
    amount = EuroField(label="Bedrag")
    kind = forms.ChoiceField(
        label="Soort", choices=[("person", "Persoon"), ("organisation", "Organisatie")], widget=forms.RadioSelect
    )
    disciplines = forms.MultipleChoiceField(
        label="Disciplines", choices=[("music", "Muziek"), ("visual", "Beeldend")], widget=forms.CheckboxSelectMultiple
    )
    wijk = forms.ChoiceField(label="Wijk", choices=[("noord", "Zaandam Noord"), ("oost", "Zaandam Oost")])
    note = forms.CharField(label="Notitie", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="Ik heb de voorwaarden gelezen")


@register.simple_tag(takes_context=True)
def example(context: Context, template_name: str, title: str, *, refused: bool = False) -> SafeString:
    """Renders the example template and shows its source beneath; `refused` fills the sample form in wrongly."""
    template = Engine.get_default().get_template(template_name)
    form = SampleForm({"name": "", "email": "geen adres", "kind": "person"}) if refused else SampleForm()
    slug = template_name.rpartition("/")[2].removesuffix(".html") + ("-refused" if refused else "")
    with context.push(form=form, now=periods.now(), today=periods.today()):
        content = template.render(context)
    return component("example", title=title, slug=slug, content=content, source=template.source.strip())


@register.simple_tag
def all_icons() -> list[str]:
    """Every name that `{% icon %}` knows."""
    return sorted(icon_names())
