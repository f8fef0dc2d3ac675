"""Users, how they came in, and the outbox."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from fluxus.errors import Refusal
from network.admin.looking import Kept
from network.domain import accounts, outbox
from network.enums import MailStatus, Role
from network.models import Invitation, Membership, OutgoingMail, Registration, User


class UserForm(forms.ModelForm):
    """Roles and whether somebody may log in. Password, address and second factor belong to the user himself."""

    roles = forms.MultipleChoiceField(
        label="Rollen", choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = User
        fields = ["name", "roles", "is_active"]

    editor: User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            accounts.refuse_lockout(
                user=self.instance, roles=cleaned.get("roles", []), is_active=cleaned["is_active"], by=self.editor
            )
        except Refusal as refusal:
            self.add_error(refusal.field, refusal.sentence)
        return cleaned


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Colleagues come in by invitation, so nobody is added here, and nobody who did something is removed."""

    form = UserForm
    readonly_fields = ["email", "is_staff", "is_superuser", "joined_at", "last_login", "second_factor"]
    fields = [
        "email",
        "name",
        "roles",
        "is_active",
        "second_factor",
        "is_staff",
        "is_superuser",
        "joined_at",
        "last_login",
    ]
    list_display = ["email", "name", "role_list", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    actions = ["forget_second_factor"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("UserForm", (form,), {"editor": request.user})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        accounts.change_rights(
            user=obj, name=obj.name, roles=form.cleaned_data["roles"], is_active=obj.is_active, by=request.user
        )

    @admin.display(description="rollen")
    def role_list(self, user: User) -> str:
        return user.role_names or "–"

    @admin.display(description="tweede stap", boolean=True)
    def second_factor(self, user: User) -> bool:
        return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    @admin.action(description="Tweede stap wissen (telefoon kwijt)")
    def forget_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            accounts.forget_second_factor(user=user)
        messages.success(
            request, f"Tweede stap gewist bij {len(users)} gebruiker(s). Ze stellen bij het inloggen een nieuwe in."
        )


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who speaks for which partner; fill in 'tot' to end it. New ones come from an invitation or a registration."""

    list_display = ["partner", "user", "started_on", "ended_on"]
    list_select_related = ["partner", "user"]
    search_fields = ["partner__name", "user__email", "user__name"]
    readonly_fields = ["user", "partner", "started_on"]
    ordering = ["partner__sort_name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(Kept):
    list_display = ["name", "email", "role_list", "partner", "invited_at", "expires_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["partner"]
    search_fields = ["name", "email"]
    exclude = ["token_hash"]
    ordering = ["-invited_at"]

    @admin.display(description="rollen")
    def role_list(self, invitation: Invitation) -> str:
        return invitation.role_names


@admin.register(Registration)
class RegistrationAdmin(Kept):
    list_display = ["user", "registered_at", "is_approved", "decided_at", "decided_by"]
    list_filter = ["is_approved"]
    list_select_related = ["user", "decided_by"]
    ordering = ["-registered_at"]


@admin.register(OutgoingMail)
class OutgoingMailAdmin(Kept):
    """The outbox. The text of a secret letter is never shown."""

    list_display = ["to", "subject", "status", "attempts", "queued_at", "sent_at", "last_error"]
    list_filter = ["status"]
    search_fields = ["to", "subject"]
    ordering = ["-queued_at"]
    actions = ["send_again"]
    fields = ["to", "partner", "subject", "text", "status", "attempts", "last_error", "queued_at", "sent_at"]
    readonly_fields = ["text"]

    @admin.display(description="tekst")
    def text(self, letter: OutgoingMail) -> str:
        return "(geheim)" if letter.is_secret else letter.body

    @admin.action(description="Mislukte brieven opnieuw versturen")
    def send_again(self, request: HttpRequest, letters: QuerySet[OutgoingMail]) -> None:
        failed = list(letters.filter(status=MailStatus.FAILED))
        for letter in failed:
            outbox.retry(letter=letter, at=timezone.now())
        messages.success(request, f"{len(failed)} brieven staan weer klaar.")
