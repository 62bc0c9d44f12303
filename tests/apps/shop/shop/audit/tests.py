from django.test import TestCase

from shop.audit.models import AuditEntry
from shop.audit.services import record
from shop.factories import make_organisation, make_product


class AuditTests(TestCase):
    def setUp(self):
        self.product = make_product(make_organisation())

    def test_an_entry_belongs_to_the_organisation_of_its_subject(self):
        entry = record("product.seen", subject=self.product, actor=None, by="window")
        self.assertEqual(entry.organisation_id, self.product.organisation_id)
        self.assertEqual(entry.subject, f"catalogue.product:{self.product.pk}")
        self.assertEqual(entry.details, {"by": "window"})

    def test_an_entry_is_written_once(self):
        entry = record("product.seen", subject=self.product, actor=None)
        entry.action = "product.never_seen"
        with self.assertRaises(TypeError):
            entry.save()
        self.assertEqual(AuditEntry.objects.get().action, "product.seen")
