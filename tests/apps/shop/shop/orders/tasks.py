from smtplib import SMTPException

from celery import shared_task
from django.core.mail import send_mail
from django.utils import timezone

from shop.orders.models import Order


@shared_task(autoretry_for=(SMTPException,), retry_backoff=True, max_retries=5)
def send_receipt(order_id: int) -> None:
    order = Order.objects.select_related("organisation").get(pk=order_id)
    # The queue delivers at least once; the customer wants one receipt.
    if order.receipt_sent_at is not None:
        return
    send_mail(
        subject=f"Your receipt from {order.organisation.name}",
        message=f"We received {order.total} for order {order.number}. Thank you!",
        from_email=None,
        recipient_list=[order.customer_email],
    )
    order.receipt_sent_at = timezone.now()
    order.save(update_fields=["receipt_sent_at"])


@shared_task(autoretry_for=(SMTPException,), retry_backoff=True, max_retries=5)
def send_refund_notice(order_id: int) -> None:
    order = Order.objects.select_related("organisation").get(pk=order_id)
    send_mail(
        subject=f"Your refund from {order.organisation.name}",
        message=f"We return {order.total} for order {order.number}.",
        from_email=None,
        recipient_list=[order.customer_email],
    )
