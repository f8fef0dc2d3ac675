"""Buttons and forms. A field's markup is templates/django/forms/field.html, so allauth and `{{ form }}` share it."""

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from fluxus.components.library import component, one_of, register

KINDS = ("primary", "plain", "quiet", "danger")


@register.simple_tag
def button(
    label: str,
    *,
    kind: str = "primary",
    icon: str = "",
    name: str = "",
    value: str = "",
    type: str = "submit",
    form: str = "",
    id: str = "",
    disabled: bool = False,
) -> SafeString:
    """A button. Red (`primary`) means "do" and stands once on a page; `plain`, `quiet` and `danger` for the rest."""
    one_of(kind, KINDS, "button kind")
    return component(
        "button",
        label=label,
        kind=kind,
        icon=icon,
        name=name,
        value=value,
        type=type,
        form=form,
        id=id,
        disabled=disabled,
    )


@register.simple_tag
def link_button(label: str, href: str, *, kind: str = "plain", icon: str = "", download: bool = False) -> SafeString:
    """A link that looks like a button: for going somewhere, never for changing something."""
    return component(
        "link_button", label=label, href=href, kind=one_of(kind, KINDS, "button kind"), icon=icon, download=download
    )


@register.simple_tag
def field(bound: BoundField, *, label: str = "") -> SafeString:
    """Label, help, errors and input of one form field, wired for screen readers. `label` replaces that of the form."""
    if label:
        bound.label = label
    return bound.as_field_group()


@register.simple_tag
def form_fields(form: BaseForm, *, summary: bool = True, columns: bool = False) -> SafeString:
    """All fields of a form with the error summary on top. The `<form>`, csrf token and buttons are yours."""
    return component("form_fields", form=form, summary=summary, columns=columns)


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What went wrong, with links to the fields; for forms that place their fields themselves. Gets the focus."""
    return component("error_summary", form=form)


@register.simple_block_tag
def form_actions(content: str, *, label: str = "Bewaren", cancel: str = "", icon: str = "") -> SafeString:
    """The last line of a form: the submit button, a way back, and whatever stands in the block."""
    return component("form_actions", content=content, label=label, cancel=cancel, icon=icon)
