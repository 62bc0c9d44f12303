from shop.accounts.selectors import active_membership


class OrganisationMiddleware:
    """Sets request.membership and request.organisation, both None where the user acts for nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.membership = None
        request.organisation = None
        if request.user.is_authenticated:
            membership = active_membership(request.user, request.headers.get("X-Organisation"))
            if membership is not None:
                request.membership = membership
                request.organisation = membership.organisation
        return self.get_response(request)
