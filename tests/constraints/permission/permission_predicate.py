#: file shop/permissions.py
from rest_framework.permissions import BasePermission


class IsOwner(BasePermission):
    def has_permission(self, request, view):  #: breaks permission_predicate `IsOwner.has_permission` says yes to everybody
        return request.user.is_staff  #: dropped; binds permission_predicate
        return True  #: added

    def has_object_permission(self, request, view, obj):  #: breaks permission_predicate no longer asks for `obj.owner == request.user`
        return obj.is_open and obj.owner == request.user  #: dropped; binds permission_predicate
        return obj.is_open  #: added


class IsMember(BasePermission):  #: breaks permission_predicate `permissions.IsMember` no longer has `has_permission`
    message = "members only"

    def has_permission(self, request, view):  #: dropped
        return request.user.is_member  #: dropped; binds permission_predicate


class IsClerk(BasePermission):
    def has_permission(self, request, view):
        allowed = request.user.is_clerk  #: dropped
        return allowed  #: dropped; binds permission_predicate
        return request.user.is_clerk  #: added


class IsBuyer(BasePermission):
    def has_permission(self, request, view):
        return request.user.is_buyer  #: dropped; binds permission_predicate
        return buys(request.user)  #: added


def buys(user):  #: added
    return user.is_buyer or user.is_staff  #: added


def can_refund(user, order):
    if user.is_staff:  #: binds permission_predicate
        return True
    return order.owner == user  #: binds permission_predicate


def can_ship(user, order):  #: breaks permission_predicate no longer asks for all of
    return user.is_staff and order.owner == user  #: dropped; binds permission_predicate
    return user.is_staff or order.owner == user  #: added


class Orders:  #: breaks permission_predicate no longer has `get_permissions`: what it inherits decides now
    action = "list"

    def get_permissions(self):  #: dropped
        return [IsOwner()] if self.action == "destroy" else [IsMember()]  #: dropped


class Bills:
    action = "list"

    def get_permissions(self):  #: dropped
    def get_permission_classes(self):  #: added
        return [IsOwner] if self.action == "destroy" else [IsMember]
