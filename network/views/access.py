"""Getting in: the desk of the projectbureau (invite, decide) and the page of who was invited."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fluxus.access import allow, public
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import invitations, registrations
from network.domain.accounts import account_of
from network.enums import Role
from network.forms.accounts import AcceptForm, ApproveForm, InviteForm, RefuseForm
from network.models import Invitation, Membership, Partner, Registration, User
from network.rules import may_manage_access
from network.views.asked import asked_for

SECOND_FACTORS = ("totp", "webauthn")


@allow(may_manage_access)
def access(request: HttpRequest) -> HttpResponse:
    """Who works here, who was invited, who waits; and a form to invite somebody, with the partner in the address filled in."""
    partner = asked_for(request, Partner.objects.visible_to(request.user), "partner", "pk")
    known = known_of(partner) if partner else None
    form = InviteForm(request.POST or None, may_make_admin=request.user.has_role(Role.ADMIN), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            letter = invitations.invite(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De uitnodiging voor {letter.name} is onderweg.")
            return see_other(request, reverse("network:access"))
    status = 422 if form.errors else 200
    return respond(request, "network/access/desk.html", {"form": form, **desk()}, status=status)


def known_of(partner: Partner) -> dict[str, object]:
    """What we know of who will be invited to speak for a partner; an organisation does not say who."""
    email = partner.emails.filter(is_primary=True).first()
    name = partner.name if partner.is_person else ""
    return {"partner": partner, "name": name, "email": email.address if email and partner.is_person else ""}


def desk() -> dict[str, object]:
    """The lists of the desk."""
    today = timezone.localdate()
    has_factor = Exists(User.objects.filter(pk=OuterRef("pk"), authenticator__type__in=SECOND_FACTORS))
    memberships = Membership.objects.on(today).select_related("user", "partner").order_by("partner__sort_name", "pk")
    return {
        "waiting": Registration.objects.waiting().select_related("user").order_by("registered_at"),
        "invitations": Invitation.objects.open(timezone.now()).select_related("partner").order_by("-invited_at"),
        "colleagues": User.objects.colleagues().annotate(has_factor=has_factor).order_by("name", "pk"),
        "memberships": memberships[:100],
        "membership_count": memberships.count(),
    }


@allow(may_manage_access)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the key in a letter useless."""
    invitation = get_object_or_404(Invitation.objects.select_related("partner"), pk=pk)
    invitations.withdraw(invitation=invitation, by=request.user, at=timezone.now())
    toast(request, f"De uitnodiging van {invitation.name} is ingetrokken.")
    return see_other(request, reverse("network:access"))


@allow(may_manage_access)
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration, with whom it may be in the network."""
    found = get_object_or_404(Registration.objects.select_related("user", "decided_by"), pk=pk)
    return registration_page(request, found, ApproveForm(registration=found), RefuseForm(), status=200)


def registration_page(
    request: HttpRequest, found: Registration, approve_form: ApproveForm, refuse_form: RefuseForm, *, status: int
) -> HttpResponse:
    """The page with both decisions; the form that did not hold keeps what was typed."""
    context = {"registration": found, "approve_form": approve_form, "refuse_form": refuse_form}
    return respond(request, "network/access/registration.html", context, status=status)


@allow(may_manage_access)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in for a partner we know or a new one."""
    found = get_object_or_404(Registration.objects.select_related("user"), pk=pk)
    form = ApproveForm(request.POST, registration=found)
    if form.is_valid():
        try:
            registrations.approve_for(
                registration=found,
                partner=form.chosen,
                organisation=form.cleaned_data["organisation"],
                role=form.cleaned_data["role"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"{found.user.name} kan aan de slag.")
            return see_other(request, reverse("network:access"))
    return registration_page(request, found, form, RefuseForm(), status=422)


@allow(may_manage_access)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not let somebody in, with the reason."""
    found = get_object_or_404(Registration.objects.select_related("user"), pk=pk)
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            registrations.refuse(
                registration=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"{found.user.name} krijgt een mail met de reden.")
            return see_other(request, reverse("network:access"))
    return registration_page(request, found, ApproveForm(registration=found), form, status=422)


@public
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the key in the letter: a new account, or one that exists already."""
    found = invitations.find(token=token, at=timezone.now())
    if found is None:
        return respond(request, "network/access/invitation_over.html", {"sentence": invitations.OVER}, status=410)
    account = account_of(email=found.email)
    if account is not None:
        return accept_as(request, found, account, token)
    return accept_new(request, found, token)


def accept_new(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    """Name and password make the account; then the usual log-in follows, with its second factor."""
    form = AcceptForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(
                token=token,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            logout(request)
            return perform_login(request, user, redirect_url=reverse("network:start"))
    context = {"invitation": found, "form": form}
    return respond(request, "network/access/invitation.html", context, status=422 if form.errors else 200)


def accept_as(request: HttpRequest, found: Invitation, account: User, token: str) -> HttpResponse:
    """One click for who is logged in with the invited address; anybody else is asked to log in with it."""
    if request.method == "POST" and request.user.is_authenticated:
        invitations.accept_as(token=token, user=request.user, at=timezone.now())
        toast(request, "Je hebt de uitnodiging aangenomen.")
        return see_other(request, reverse("network:start"))
    context = {"invitation": found, "account": account, "is_me": request.user == account}
    return respond(request, "network/access/invitation_known.html", context)
