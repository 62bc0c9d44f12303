from shop.audit.models import AuditEntry


def record(action: str, *, subject, actor, **details) -> AuditEntry:
    """Call it inside the transaction of the change it tells of: both are kept or neither."""
    return AuditEntry.objects.create(
        organisation_id=subject.organisation_id,
        actor=actor,
        action=action,
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        details=details,
    )
