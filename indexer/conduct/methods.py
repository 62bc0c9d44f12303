"""Methods of queries by what they do to one: which end it, which go on with it.

Sources: the QuerySet API reference of Django; the Query, Select and Result APIs of SQLAlchemy.
"""

from indexer.infer import rows as orm
from indexer.infer.asked import BEGINS, LOCKS, RUNS, SHORTCUTS
from indexer.infer.raw_sql import RUNS_SQL

ENDS = orm.ONE | orm.PAIR | orm.LIST | SHORTCUTS | {
    "exists", "aexists", "count", "acount", "delete", "adelete", "update", "aupdate", "bulk_update", "abulk_update",
    "in_bulk", "aggregate", "aaggregate", "contains", "earliest", "latest", "add", "set", "remove", "clear", "aadd",
    "aset", "aremove", "aclear", "explain", "raw", "paginate",
}  # fmt: skip
GOES_ON = (orm.SAME - {"get_queryset"}) | orm.READS | orm.ORDERS | orm.EXPRESSIONS | RUNS | BEGINS | {
    "subquery", "scalar_subquery", "as_scalar", "label", "cte", "mappings", "partitions", "tuples", "exists", "params",
    "bindparams", "columns", "fetchmany", "values", "set_", "fetchone", "query",
}  # fmt: skip
OF_THE_ORM = ENDS | GOES_ON | orm.SAME | orm.FILTERS | orm.WRITES | RUNS_SQL | LOCKS | {
    "join_from", "add_columns", "executemany", "from_statement", "union_all", "add_entity", "column", "having",
    "bulk_insert_mappings", "except_", "contains_eager", "get_or_404", "on",
}  # fmt: skip
ITERATES = frozenset(
    {"list", "tuple", "set", "sorted", "sum", "len", "any", "all", "dict", "max", "min", "next", "enumerate", "zip",
     "frozenset", "iter", "map", "bool", "reversed"}
)  # fmt: skip
CLOSES = frozenset({"scalar", "fetchone", "fetchall", "fetchmany", "execute", "exists"})  # where they come last
SAME_AS = {"get_object_or_404": "get", "get_list_or_404": "filter", "get_or_404": "get", "first_or_404": "first"}
