"""Guards that Django and installed packages define: decorators, mixins, views and middleware by dotted name.

Read from the sources of Django 5.2, django-braces 1.17, django-guardian 3.5, rules 3.5, django-otp 1.7,
django-role-permissions 3.2, django-oauth-toolkit 3.4 and django-login-required-middleware 0.9.
"""

LOGIN_REQUIRED = "django.contrib.auth.decorators.login_required"

DECORATORS = frozenset(
    {
        LOGIN_REQUIRED,
        "django.contrib.auth.decorators.permission_required",
        "django.contrib.auth.decorators.user_passes_test",
        "django.contrib.admin.views.decorators.staff_member_required",
        "guardian.decorators.permission_required",
        "guardian.decorators.permission_required_or_403",
        "guardian.decorators.permission_required_or_404",
        "rules.contrib.views.permission_required",
        "django_otp.decorators.otp_required",
        "rolepermissions.decorators.has_role_decorator",
        "rolepermissions.decorators.has_permission_decorator",
        "oauth2_provider.decorators.protected_resource",
        "oauth2_provider.decorators.rw_protected_resource",
    }
)
OPENING_DECORATORS = frozenset(
    {"django.contrib.auth.decorators.login_not_required", "login_required.login_not_required"}
)
OPENING_MIXINS = frozenset({"login_required.LoginNotRequiredMixin"})
MIDDLEWARE = {  # demands a login of everybody, but where one of these settings leaves paths or views out
    "django.contrib.auth.middleware.LoginRequiredMiddleware": (),
    "login_required.middleware.LoginRequiredMiddleware": (
        "LOGIN_REQUIRED_IGNORE_PATHS",
        "LOGIN_REQUIRED_IGNORE_VIEW_NAMES",
    ),
}
GUARDED_VIEWS = frozenset(  # they put `login_required` around `dispatch`
    {"django.contrib.auth.views.PasswordChangeView", "django.contrib.auth.views.PasswordChangeDoneView"}
)
OPEN_VIEWS = frozenset(  # marked `login_not_required`
    f"django.contrib.auth.views.{name}View"
    for name in ("Login", "PasswordReset", "PasswordResetDone", "PasswordResetConfirm", "PasswordResetComplete")
)

MIXINS = {  # by package: last parts of the names
    "django": ("LoginRequiredMixin", "PermissionRequiredMixin", "UserPassesTestMixin"),
    "braces": (
        "LoginRequiredMixin",
        "RecentLoginRequiredMixin",
        "PermissionRequiredMixin",
        "MultiplePermissionsRequiredMixin",
        "GroupRequiredMixin",
        "UserPassesTestMixin",
        "SuperuserRequiredMixin",
        "StaffuserRequiredMixin",
    ),
    "guardian": ("LoginRequiredMixin", "PermissionRequiredMixin"),
    "rules": ("LoginRequiredMixin", "PermissionRequiredMixin", "AutoPermissionRequiredMixin"),
    "rolepermissions": ("HasRoleMixin", "HasPermissionsMixin"),
    "oauth2_provider": ("ProtectedResourceMixin", "ClientProtectedResourceMixin"),
}


def is_mixin(name: str) -> bool:
    return name.rpartition(".")[2] in MIXINS.get(name.partition(".")[0], ())
