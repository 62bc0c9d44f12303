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


class IsStaffOrReads(BasePermission):
    def has_permission(self, request, view):  #: breaks permission_predicate no longer asks for `request.user.is_superuser` where `request.method in UNSAFE`
        if request.user.is_staff:  #: binds permission_predicate
            return True
        if request.method in UNSAFE:  #: dropped; binds permission_predicate
            return request.user.is_superuser  #: dropped; binds permission_predicate
        return request.user.is_active  #: binds permission_predicate


class IsStaffAlone(BasePermission):
    def has_permission(self, request, view):
        if request.user.is_superuser:  #: dropped; binds permission_predicate
            return True  #: dropped
        return request.user.is_staff  #: binds permission_predicate


class Parcels:
    def get_permissions(self):  #: breaks permission_predicate no longer asks for `IsOwner`
        if self.parcel.is_open:
            self.permission_classes = [IsMember]
        else:
            self.permission_classes = [IsMember & partial(IsOwner, self.queryset)]  #: dropped
            self.permission_classes = [IsMember]  #: added
        return super().get_permissions()
