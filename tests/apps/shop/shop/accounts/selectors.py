from shop.accounts.models import Membership


def active_membership(user, slug: str | None) -> Membership | None:
    """The membership a user acts under: the one named by slug, or the only one there is."""
    memberships = Membership.objects.filter(user=user, is_active=True).select_related("organisation")
    if slug:
        return memberships.filter(organisation__slug=slug).first()
    found = list(memberships[:2])
    # With two memberships and no slug we must not guess: the wrong guess shows one tenant's page as another's.
    return found[0] if len(found) == 1 else None
