"""The models: constraints that speak Dutch, moments with an actor, names by one rule."""

import ast
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.house.source import APPS, ROOT, python

MOMENTS_WITHOUT_ACTOR = {
    "network.User.joined_at": "the user himself",
    "network.Invitation.expires_at": "time passes by itself",
    "network.Registration.registered_at": "the user of the registration",
    "network.ContactMoment.occurred_at": "when people met; who noted it stands in noted_by",
    "network.Partner.created_at": "also made by imports; who did it stands on the timeline",
    "network.OutgoingMail.queued_at": "written by what causes the letter",
    "network.OutgoingMail.sent_at": "the worker",
    "network.Partner.last_contact_at": "follows from the contact moments, each with who noted it",
    "network.DuplicatePair.found_at": "the worker, every night",
    "network.RegisterProposal.found_at": "follows from reading a register; who read it stands in its source",
    "network.Import.beat_at": "the worker",
    "network.Import.uploaded_at": "by nobody who logs in when the command line brought it in",
    "network.Import.wiped_at": "the worker, when the file has been kept long enough",
    "bookings.Booking.option_ends_at": "time passes by itself",
    "contracts.Document.created_at": "the worker",
    "contracts.DocumentOrder.ordered_at": "follows from issuing, which has its actor",
    "contracts.DocumentOrder.started_at": "the worker",
    "contracts.DocumentOrder.finished_at": "the worker",
    "contracts.SignatureRequest.expires_at": "follows from sending; who did that stands in the evidence",
    "contracts.SignatureRequest.sent_at": "who sent it stands in the evidence",
    "contracts.SignatureRequest.opened_at": "by a signer who need not have an account",
    "contracts.SignatureRequest.closed_at": "signed, declined, expired or withdrawn; who did it stands in the evidence",
    "contracts.SignatureRequest.next_reminder_at": "time passes by itself",
    "contracts.SignatureRequest.code_expires_at": "time passes by itself",
    "contracts.SigningLink.made_at": "the worker, while the letter leaves",
    "contracts.SealCertificate.expires_at": "written in the certificate by who issued it",
    "contracts.Seal.requested_at": "follows from the last signature, which has its actor",
    "contracts.Seal.next_attempt_at": "time passes by itself",
    "contracts.Seal.sealed_at": "the worker",
    "contracts.Seal.timestamped_at": "the time-stamping service",
    "contracts.AgreementRun.finished_at": "the worker, or whoever stops it; it can go on again",
    "contracts.EInvoice.made_at": "the worker",
    "contracts.InvoiceRun.finished_at": "the worker, or whoever stops it; it can go on again",
}
THROUGH_TABLES = {
    "network.ContactMomentPartner": "chosen in one list, which cannot hold a partner twice",
    "bookings.RoomUnit": "kept in the admin, where Django has its own sentence for a double row",
    "programmes.DeliveryGroup": "chosen in one list, which cannot hold a group twice",
}
DAYS_BY_ANOTHER_NAME = {"valid_from", "month"}  # a month is kept as its first day
MOMENTS_BY_ANOTHER_NAME = {"contracts.SealCertificate.valid_from": "a moment, under the name that X.509 gives it"}
NO_ACTORS = {"contracts.Signature.proven_by": "how somebody proved to be himself, not who"}
CODES_OF_A_STANDARD = {"contracts.enums.money.VatChoice": "category codes of EN 16931 (UNCL 5305)"}


def house_models() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def misnamed(model: type[models.Model]) -> Iterator[str]:
    prefix = f"{model._meta.app_label}_"
    for constraint in model._meta.constraints:
        if not constraint.name.startswith(prefix):
            yield f"{model._meta.label}: {constraint.name} does not start with {prefix}"
    for index in model._meta.indexes:
        if not index.name.startswith(prefix):
            yield f"{model._meta.label}: index {index.name} does not start with {prefix}"


def mute(model: type[models.Model]) -> Iterator[str]:
    """Constraints that have no sentence of their own."""
    for constraint in model._meta.constraints:
        if constraint.violation_error_message == constraint.default_violation_error_message:
            yield f"{model._meta.label}: {constraint.name} has no violation_error_message"


def unpaired(model: type[models.Model], exempt: dict[str, str] = MOMENTS_WITHOUT_ACTOR) -> Iterator[str]:
    """`x_at` goes with `x_by`: both required, or a check constraint names both."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    moments = {name.removesuffix("_at") for name in fields if name.endswith("_at")}
    named_by = {name for name in fields if name.endswith("_by") and f"{model._meta.label}.{name}" not in NO_ACTORS}
    actors = {name.removesuffix("_by") for name in named_by}
    yield from (f"{model._meta.label}.{stem}_by has no {stem}_at" for stem in sorted(actors - moments))
    for stem in sorted(moments):
        label = f"{model._meta.label}.{stem}_at"
        if label in exempt:
            continue
        if stem not in actors:
            yield f"{label} has no {stem}_by"
            continue
        both_required = not fields[f"{stem}_at"].null and not fields[f"{stem}_by"].null
        if not both_required and not any({f"{stem}_at", f"{stem}_by"} <= names_in(check) for check in checks(model)):
            yield f"{label} is not tied to {stem}_by by a check constraint"


def checks(model: type[models.Model]) -> list[models.CheckConstraint]:
    return [constraint for constraint in model._meta.constraints if isinstance(constraint, models.CheckConstraint)]


def names_in(check: models.CheckConstraint) -> set[str]:
    """The fields in the condition of a check."""
    return {name.split("__")[0] for name, _ in leaves(check.condition)}


def leaves(condition: Any) -> Iterator[tuple[str, Any]]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from leaves(child)
        else:
            yield child


def misnamed_days(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        is_moment, is_day = isinstance(field, models.DateTimeField), type(field) is models.DateField
        if f"{model._meta.label}.{field.name}" in MOMENTS_BY_ANOTHER_NAME:
            continue
        if (is_moment and not re.search(r"(^|_)at$|^last_login$", field.name)) or (
            is_day and not field.name.endswith("_on") and field.name not in DAYS_BY_ANOTHER_NAME
        ):
            yield f"{model._meta.label}.{field.name}"


def test_constraints_carry_the_name_of_their_app() -> None:
    assert [fault for model in house_models() for fault in misnamed(model)] == []


def test_constraints_speak_dutch() -> None:
    assert [fault for model in house_models() if model._meta.label not in THROUGH_TABLES for fault in mute(model)] == []


def test_every_constraint_of_the_network_is_broken_by_a_test() -> None:
    """A rule that no test breaks in the database may well not be there."""
    told = "\n".join(file.text for file in python("tests"))
    models_here = apps.get_app_config("network").get_models()
    names = {constraint.name for model in models_here for constraint in model._meta.constraints}
    assert sorted(name for name in names if f'"{name}"' not in told) == []


def test_moments_have_an_actor() -> None:
    assert [fault for model in house_models() for fault in unpaired(model)] == []


def test_exemptions_are_still_needed() -> None:
    moments = {f"{model._meta.label}.{field.name}" for model in house_models() for field in model._meta.concrete_fields}
    assert {*MOMENTS_WITHOUT_ACTOR, *MOMENTS_BY_ANOTHER_NAME, *NO_ACTORS} - moments == set()
    assert set(THROUGH_TABLES) - {model._meta.label for model in house_models()} == set()


def test_days_and_moments_are_named_so() -> None:
    assert [fault for model in house_models() for fault in misnamed_days(model)] == []


def test_models_have_a_dutch_name() -> None:
    missing = [
        model._meta.label
        for model in house_models()
        if not {"verbose_name", "verbose_name_plural"} <= set(model._meta.original_attrs)
    ]
    assert missing == []


@pytest.mark.parametrize("app", APPS)
def test_choices_are_lower_case_with_a_label(app: str) -> None:
    module = __import__(f"{app}.enums", fromlist=["*"])
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, models.TextChoices)]
    wrong = [
        f"{kind.__module__}.{kind.__name__}: {value!r}"
        for kind in kinds
        for value, label in kind.choices
        if (not re.fullmatch(r"[a-z][a-z0-9_]*", value) or not label)
        and f"{kind.__module__}.{kind.__name__}" not in CODES_OF_A_STANDARD
    ]
    assert wrong == []


def test_migrations_are_complete(db: None) -> None:
    shown = io.StringIO()
    call_command("makemigrations", *APPS, check=True, dry_run=True, stdout=shown)


def test_migrations_are_named() -> None:
    unnamed = [str(path) for app in APPS for path in (ROOT / app / "migrations").glob("*_auto_*.py")]
    assert unnamed == []


class TestItself:
    """Each check sees the fault that it is for."""

    def test_names_in_a_nested_condition(self) -> None:
        either = models.Q(a_at__isnull=True, a_by__isnull=True) | models.Q(a_at__isnull=False) & ~models.Q(b=1)
        check = models.CheckConstraint(condition=either, name="x")
        assert names_in(check) == {"a_at", "a_by", "b"}

    def test_unpaired_moment(self) -> None:
        from network.models import OutgoingMail

        assert list(unpaired(OutgoingMail, exempt={})) == [
            "network.OutgoingMail.queued_at has no queued_by",
            "network.OutgoingMail.sent_at has no sent_by",
        ]

    def test_mute_constraint(self) -> None:
        from bookings.models import RoomUnit

        assert list(mute(RoomUnit)) == ["bookings.RoomUnit: bookings_room_unit_once has no violation_error_message"]


def test_docstrings_say_what_a_model_is() -> None:
    """Every model class in the source has a docstring."""
    bare = []
    for app in APPS:
        for path in (ROOT / app / "models").glob("*.py"):
            for node in ast.parse(path.read_text()).body:
                is_model = isinstance(node, ast.ClassDef) and any(
                    ast.unparse(base) == "models.Model" for base in node.bases
                )
                if is_model and not ast.get_docstring(node):
                    bare.append(f"{app}.{node.name}")
    assert bare == []
