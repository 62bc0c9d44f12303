from functools import wraps

from django.core.exceptions import PermissionDenied


def organisation_role_required(*roles):
    """For plain Django views; API views use the permission classes."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.membership is None or request.membership.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
