"""The words by which code speaks of who asks, of whose a row is, and of what refuses."""

import re

USERS = frozenset(
    {
        "user",
        "current_user",
        "owner",
        "created_by",
        "author",
        "creator",
        "actor",
        "viewer",
        "request_user",
        "assignee",
        "member",
    }
)
TENANTS = frozenset(
    {
        *("org", "organization", "organisation", "project", "team", "workspace", "account", "household", "group"),
        *("tenant", "company", "customer"),
    }
)
PREDICATE = re.compile(  # names that tell what a caller may do
    r"(^|_)(is_(authenticated|anonymous|admin|staff|superuser|owner|member|active_member|logged_in|verified)\w*|"
    r"has_\w*(perm|permission|permissions|access|role|scope|scopes)|can|(can|may)_\w+|authed|permissions?|privileges?|"
    r"roles?|owner|owner_id|superuser|admin|staff|allowed|authorized|authorised|forbidden|permitted|"
    r"is_\w*(allowed|permitted|authorized|authorised|accessible))$",
    re.IGNORECASE,
)
CALLER = re.compile(
    r"(^|\.)(request\.user|current_user|user|request\.auth|request\.project|member|membership|actor|principal|"
    r"owner|owner_id|user_id|session_user|current_org|created_by|author)(\.|$)",
    re.IGNORECASE,
)
GIVEN = re.compile(  # what the application knows of who asks
    r"(^|\.)(request|current_user|user|actor|principal|g|session|member|membership|tenant|identity)(\.|$)",
    re.IGNORECASE,
)
GUARD_CALL = re.compile(
    r"^_?(check|require|assert|ensure|verify|enforce|authorize|authorise|validate|must|restrict|deny|raise_if|abort_if)_?"
    r"\w*?(perm|access|owner|scope|auth|login|admin|role|allowed|right|staff|member|can|user|object_permissions)"
    r"|^_?(authorize|authorise|check_access|permission_check|login_required|require_login)",
    re.IGNORECASE,
)
HOUSE_SCOPING = re.compile(
    r"(restrict|visible|accessible|permitted|allowed|viewable|editable|owned|scoped|aware|"
    r"(for|by|of|and|belongs?_to)_(user|org|organi[sz]ation|team|tenant|project|account|workspace|household|group|owner))",
    re.IGNORECASE,
)
PUBLIC = re.compile(r"(allow_?any|anonymous|public|exempt|no_?auth|unauthenticated)", re.IGNORECASE)
PART = re.compile(r"\w*(Permission|Privilege|Authoriz\w*)\(")  # `CreatorPermission().can()`
REFUSES = re.compile(  # names of errors that are raised for a caller
    r"(Unauthori[sz]ed|Forbidden|Not(Authori[sz]ed|Permitted|Authenticated)|(Permission|Access)\w*(Denied|Error)|"
    r"Authori[sz]ationError|AuthenticationFailed|NoPermission|InsufficientPermissions?)",
)
LOGIN_ONLY = re.compile(
    r"(^|_)(is_?authenticated|login|authenticated|logged_?in|current_user|active_user)(_|$|or_?read_?only)|"
    r"LoginRequired|IsAuthenticated",
    re.IGNORECASE,
)


def leaf(name: str) -> str:
    return name.rpartition(".")[2]


def speaks_of_right(names: tuple[str, ...]) -> bool:
    """A test that reads what the caller may do."""
    return any(PREDICATE.search(leaf(name)) for name in names)


def speaks_of_caller(names: tuple[str, ...]) -> bool:
    """A test that reads who the caller is, or what the caller may do."""
    return speaks_of_right(names) or any(CALLER.search(name) for name in names)


def is_guard_call(callee: str) -> bool:
    """`check_object_permissions`, `require_access`: named for what it refuses."""
    return bool(GUARD_CALL.search(leaf(callee.rpartition(":")[2])))


def parts_of(path: str) -> frozenset[str]:
    """The words of a query's path: `Order.project_id` and `order__project__in` both speak of a project."""
    found = (part.casefold() for piece in path.split(".") for part in piece.split("__"))
    return frozenset(re.sub(r"_(ids?|uuid|pk|code|slug)$", "", part) for part in found)
