"""A small backend on disk with an index written by hand: what answers are tested on, whatever the indexer can.

Lines are found in the text, so that the sources can be changed without counting.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from indexer.discover import discover
from indexer.graph.migration_nodes import Migration, Revision
from indexer.graph.nodes import (
    Before,
    Call,
    Certainty,
    Comment,
    Endpoint,
    EntryPoint,
    Field,
    FieldUse,
    File,
    Fingerprint,
    Import,
    Model,
    Module,
    Snapshot,
    Symbol,
    SymbolKind,
    TableConstraint,
    Transaction,
    Use,
)
from indexer.graph.store import write

SOURCES = {
    "shop/__init__.py": "",
    "shop/orders/__init__.py": "",
    "shop/orders/models.py": '''\
"""Orders and their money."""

class Order(Model):
    """What a customer bought."""

    status = CharField(choices=["draft", "paid", "refunded"], default="draft")
    total = DecimalField()
    organisation = ForeignKey("Organisation", on_delete=PROTECT)

    class Meta:
        constraints = [CheckConstraint(check=Q(total__gte=0), name="total_not_negative")]

class Basket(Model):
    status = CharField()
''',
    "shop/orders/services.py": '''\
from shop.orders.models import Order

@transaction.atomic
def pay(order, *, by):
    """Take the money."""
    order.status = "paid"
    order.save()

@transaction.atomic
def refund(order, *, by):
    # Never refund twice: the bank does not notice.
    order.status = "refunded"
    notify(order)

def is_open(order):
    return order.status == "draft"
''',
    "shop/orders/serializers.py": """\
from shop.orders.models import Order

class OrderSerializer(ModelSerializer):
    class Meta:
        model = Order
        fields = ["status", "total"]
""",
    "shop/orders/views.py": '''\
from shop.orders import services

class OrderViewSet(ModelViewSet):
    permission_classes = [IsManager]

    def refund(self, request, pk):
        """Give the money back."""
        services.refund(self.get_object(), by=request.user)
''',
    "shop/reports/tasks.py": """\
from shop.orders import services

def nightly(rows):
    for row in rows:
        row.status = "draft"
        services.refund(row, by=None)
""",
    "tests/test_orders.py": """\
from shop.orders import services

def test_refund(order):
    services.refund(order, by=None)
    assert order.status == "refunded"
""",
}


def write_sources(root: Path, sources: Mapping[str, str] = SOURCES) -> Path:
    for path, text in sources.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def write_index(root: Path, database: Path, sources: Mapping[str, str] = SOURCES) -> None:
    """The index of `sources` as they lie below `root` now."""
    write(Rows(root, sources).snapshot, database, {"root": str(root), "built_at": "2026-01-01T00:00:00Z"})


class Rows:
    """Rows by name: `symbol("shop.orders.models.Order")`; ids are handed out in order."""

    def __init__(self, root: Path, sources: Mapping[str, str]) -> None:
        self.sources = sources
        self.snapshot = Snapshot(*([] for _ in Snapshot._fields))
        self.ids: dict[str, int] = {}
        self.files: dict[str, int] = {}
        for number, found in enumerate(discover(root).files, 1):
            lines = sources.get(found.path, "").count("\n")
            self.files[found.path] = number
            self.snapshot.files.append(
                File(number, found.path, f"{number:x}", found.size, found.mtime_ns, found.ctime_ns, found.inode, lines)
            )
            self._module(found.path, found.module, lines)
        if sources is SOURCES:
            self._shop()

    def line(self, path: str, text: str) -> int:
        lines = self.sources[path].splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def symbol(
        self,
        name: str,
        kind: SymbolKind,
        path: str,
        text: str,
        *,
        summary: str = "",
        signature: str = "",
        last: str = "",
    ) -> int:
        module = path.removesuffix(".py").replace("/", ".")
        start = self.line(path, text)
        number = self.ids[name] = len(self.ids) + 1
        self.snapshot.symbols.append(
            Symbol(
                id=number,
                name=name,
                qualname=name.removeprefix(module + "."),
                kind=kind,
                file=self.files[path],
                line=start,
                end_line=self.line(path, last) if last else start,
                parent=self.ids.get(name.rpartition(".")[0]),
                summary=summary,
                decorators="",
                signature=signature,
            )
        )
        return number

    def call(self, caller: str, callee: str, path: str, text: str, certainty: Certainty = "exact") -> None:
        target, bound = callee, self.ids.get(callee)
        if certainty == "unresolved":
            bound = None
        self.snapshot.calls.append(
            Call(self.ids[caller], bound, target, self.line(path, text), certainty, "import", instantiates=False)
        )

    def use(self, field: int, function: str, use: Use, path: str, text: str, certainty: Certainty = "exact") -> None:
        self.snapshot.field_uses.append(
            FieldUse(field, self.ids[function], self.line(path, text), use, certainty, "attribute")
        )

    def _module(self, path: str, name: str, lines: int) -> None:
        number = self.ids[name] = len(self.ids) + 1
        parts = name.split(".")
        is_test = parts[0] == "tests"
        self.snapshot.symbols.append(
            Symbol(number, name, "<module>", "module", self.files[path], 1, max(lines, 1), None, "", "", "")
        )
        role = (
            "test" if is_test else {"views": "entry point", "models": "model", "services": "service"}.get(parts[-1], "")
        )
        layer = "" if is_test or len(parts) < 2 else parts[1]
        self.snapshot.modules.append(Module(number, "", path.endswith("__init__.py"), is_test, role, layer))

    def _shop(self) -> None:
        models, services, views = "shop/orders/models.py", "shop/orders/services.py", "shop/orders/views.py"
        serializers, tasks, tests = "shop/orders/serializers.py", "shop/reports/tasks.py", "tests/test_orders.py"
        order = self.symbol(
            "shop.orders.models.Order",
            "class",
            models,
            "class Order",
            summary="What a customer bought.",
            last="total_not",
        )
        basket = self.symbol("shop.orders.models.Basket", "class", models, "class Basket")
        for model, name in ((order, "order"), (basket, "basket")):
            self.snapshot.models.append(Model(model, "django", "orders", f"orders_{name}", abstract=False))
        choices = json.dumps(["draft", "paid", "refunded"])
        status = self._field(
            order, "shop.orders.models.Order.status", "CharField", "status = CharField(choices", choices
        )
        total = self._field(order, "shop.orders.models.Order.total", "DecimalField", "total = Decimal", None)
        self._field(basket, "shop.orders.models.Basket.status", "CharField", "status = CharField()", None)
        self.snapshot.table_constraints.append(
            TableConstraint(
                order, "check", "total_not_negative", '["total"]', "total >= 0", self.line(models, "CheckConstraint")
            )
        )
        self.symbol(
            "shop.orders.services.pay", "function", services, "def pay", signature="(order, *, by)", last="order.save"
        )
        refund = self.symbol(
            "shop.orders.services.refund", "function", services, "def refund", signature="(order, *, by)", last="notify"
        )
        self.symbol("shop.orders.services.is_open", "function", services, "def is_open", signature="(order)")
        serializer = self.symbol(
            "shop.orders.serializers.OrderSerializer", "class", serializers, "class OrderSerializer"
        )
        self.symbol("shop.orders.views.OrderViewSet", "class", views, "class OrderViewSet", last="services.refund")
        handler = self.symbol(
            "shop.orders.views.OrderViewSet.refund",
            "method",
            views,
            "def refund",
            summary="Give the money back.",
            signature="(self, request, pk)",
            last="services.refund",
        )
        nightly = self.symbol("shop.reports.tasks.nightly", "function", tasks, "def nightly", last="services.refund")
        self.symbol("tests.test_orders.test_refund", "function", tests, "def test_refund", last="assert")

        self.use(status, "shop.orders.services.pay", "write", services, '"paid"')
        self.use(status, "shop.orders.services.refund", "write", services, '"refunded"')
        self.use(status, "shop.orders.services.is_open", "read", services, "return")
        self.use(status, "shop.orders.serializers.OrderSerializer", "expose", serializers, "fields =")
        self.use(total, "shop.orders.serializers.OrderSerializer", "expose", serializers, "fields =")
        self.use(status, "shop.reports.tasks.nightly", "write", tasks, "row.status", "possible")
        self.use(status, "tests.test_orders.test_refund", "read", tests, "assert")
        self.call("shop.orders.views.OrderViewSet.refund", "shop.orders.services.refund", views, "services.refund")
        self.call("shop.reports.tasks.nightly", "shop.orders.services.refund", tasks, "services.refund", "inferred")
        self.call("tests.test_orders.test_refund", "shop.orders.services.refund", tests, "services.refund")
        self.call("shop.orders.services.refund", "notify", services, "notify", "unresolved")
        for importer, imported, path in (
            ("shop.orders.services", "shop.orders.models", services),
            ("shop.orders.serializers", "shop.orders.models", serializers),
            ("shop.orders.views", "shop.orders.services", views),
            ("shop.reports.tasks", "shop.orders.services", tasks),
            ("tests.test_orders", "shop.orders.services", tests),
        ):
            self.snapshot.imports.append(
                Import(self.ids[importer], self.ids[imported], imported, self.line(path, "import"), "runtime")
            )
        self.snapshot.endpoints.append(
            Endpoint(
                id=1,
                path="/api/orders/<int:pk>/refund/",
                methods='["POST"]',
                handler=handler,
                handler_name="OrderViewSet.refund",
                file=self.files[views],
                line=self.line(views, "def refund"),
                access="guarded",
                framework="django",
                route_file=None,
                route_line=0,
                name="order-refund",
            )
        )
        self.snapshot.before.append(
            Before(1, 0, "shop.permissions.IsManager", None, True, "class", "", "", "exact", None, 0)
        )
        self.snapshot.entry_points.append(EntryPoint(nightly, "task", "every night"))
        for name in ("pay", "refund"):
            self.snapshot.transactions.append(
                Transaction(
                    self.ids[f"shop.orders.services.{name}"],
                    "decorator",
                    self.line(services, f"def {name}") - 1,
                    "django.db.transaction.atomic",
                    self.line(services, f"def {name}") + 1,
                )
            )
        self.snapshot.migrations.append(
            Migration(
                symbol=self.ids["shop.orders"],
                app="orders",
                name="0001_initial",
                position=0,
                operation="CreateModel",
                kind="create_table",
                model="order",
                field="",
                line=1,
                scope="both",
                online=None,
                reversible=None,
                before=None,
                after=None,
            )
        )
        self.snapshot.revisions.append(
            Revision(self.ids["shop.orders"], "orders", "0001_initial", 0, "[]", True, False)
        )
        self.snapshot.comments.append(
            Comment(
                self.files[services],
                self.line(services, "Never refund"),
                refund,
                "Never refund twice: the bank does not notice.",
            )
        )
        for symbol, role in (
            (refund, "service"),
            (self.ids["shop.orders.services.pay"], "service"),
            (serializer, "schema"),
        ):
            self.snapshot.fingerprints.append(
                Fingerprint(
                    symbol, role, {"Order.status"}, {"django.db.transaction.atomic"}, {"assign call"}, {"order status"}
                )
            )

    def _field(self, model: int, name: str, type_: str, text: str, choices: str | None) -> int:
        symbol = self.symbol(name, "field", "shop/orders/models.py", text)
        number = len(self.snapshot.fields) + 1
        self.snapshot.fields.append(
            Field(
                id=number,
                model=model,
                name=name.rpartition(".")[2],
                symbol=symbol,
                kind="column",
                column=name.rpartition(".")[2],
                type=type_,
                null=False,
                unique=False,
                primary_key=False,
                length=None,
                choices=choices,
                target=None,
                target_model=None,
                on_delete=None,
                references="[]",
                default='"draft"' if choices else None,
                related_name=None,
            )
        )
        return number
