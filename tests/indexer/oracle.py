"""CPython's own parser as the oracle: `ast` trees written in the words of `indexer.facts`, lines left out."""

import ast
from typing import Any

from indexer import facts

BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&", ast.FloorDiv: "//",
    ast.And: "and", ast.Or: "or", ast.Invert: "~", ast.Not: "not", ast.UAdd: "+", ast.USub: "-",
}  # fmt: skip
COMPARE = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def from_ast(node: ast.AST | None) -> Any:
    """An expression as nested tuples; `...`, complex and f-strings are opaque on both sides."""
    match node:
        case None:
            return None
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return ("attr", from_ast(value), name)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            named = [(k.arg, from_ast(k.value)) for k in keywords]
            return ("call", from_ast(function), [from_ast(a) for a in arguments], named)
        case ast.Constant(value=value):
            if value is ... or isinstance(value, complex):
                return "<other>"
            if isinstance(value, int) and abs(value) >= 2**63:
                return "<other>"
            return ("const", value[: facts.LONGEST_STRING] if isinstance(value, str) else value)
        case ast.JoinedStr():
            return "<f-string>"
        case ast.Tuple(elts=items):
            return ("tuple", [from_ast(i) for i in items])
        case ast.List(elts=items):
            return ("list", [from_ast(i) for i in items])
        case ast.Set(elts=items):
            return ("set", [from_ast(i) for i in items])
        case ast.Slice(lower=lower, upper=upper, step=step):
            parts = [lower, upper] if step is None else [lower, upper, step]
            return ("slice", [("const", None) if p is None else from_ast(p) for p in parts])
        case ast.Dict(keys=keys, values=values):
            return ("dict", [from_ast(k) for k in keys], [from_ast(v) for v in values])
        case ast.BinOp(left=left, op=op, right=right):
            sign = BINARY[type(op)]
            return ("op", sign, [*_spine(left, type(op)), from_ast(right)])
        case ast.BoolOp(op=op, values=values):
            return ("op", BINARY[type(op)], [from_ast(v) for v in values])
        case ast.UnaryOp(op=op, operand=operand):
            if isinstance(op, ast.USub) and isinstance(operand, ast.Constant) and type(operand.value) in (int, float):
                return ("const", -operand.value) if abs(operand.value) < 2**63 else ("op", "-", ["<other>"])
            return ("op", BINARY[type(op)], [from_ast(operand)])
        case ast.Compare(left=left, ops=ops, comparators=right):
            return ("compare", [COMPARE[type(o)] for o in ops], [from_ast(left), *map(from_ast, right)])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return ("if", from_ast(test), from_ast(body), from_ast(orelse))
        case ast.Subscript(value=value, slice=index):
            return ("item", from_ast(value), from_ast(index))
        case ast.Lambda():
            return "<lambda>"
        case ast.ListComp(elt=e, generators=g):
            return ("comp", "list", [from_ast(e)], _clauses(g))
        case ast.SetComp(elt=e, generators=g):
            return ("comp", "set", [from_ast(e)], _clauses(g))
        case ast.GeneratorExp(elt=e, generators=g):
            return ("comp", "generator", [from_ast(e)], _clauses(g))
        case ast.DictComp(key=k, value=v, generators=g):
            return ("comp", "dict", [from_ast(k), from_ast(v)], _clauses(g))
        case ast.Await(value=value):
            return ("await", from_ast(value))
        case ast.Yield(value=value):
            return ("yield", from_ast(value), False)
        case ast.YieldFrom(value=value):
            return ("yield", from_ast(value), True)
        case ast.NamedExpr(target=target, value=value):
            return (":=", from_ast(target), from_ast(value))
        case ast.Starred(value=value):
            return ("*", from_ast(value))
    raise AssertionError(ast.dump(node))


def from_facts(node: facts.Expression | None) -> Any:
    match node:
        case None:
            return None
        case facts.Name(id=name):
            return name
        case facts.Attribute(value=value, name=name):
            return ("attr", from_facts(value), name)
        case facts.Call(function=function, arguments=arguments, keywords=keywords):
            named = [(k, from_facts(v)) for k, v in keywords]
            return ("call", from_facts(function), [from_facts(a) for a in arguments], named)
        case facts.Constant(value=value):
            return ("const", value)
        case facts.FString():
            return "<f-string>"
        case facts.Collection(kind=kind, items=items):
            return (kind, [from_facts(i) for i in items])
        case facts.Mapping(keys=keys, values=values):
            return ("dict", [from_facts(k) for k in keys], [from_facts(v) for v in values])
        case facts.Operation(operator=sign, operands=operands):
            return ("op", sign, [from_facts(o) for o in operands])
        case facts.Comparison(operators=signs, operands=operands):
            return ("compare", signs, [from_facts(o) for o in operands])
        case facts.Conditional(test=test, then=then, otherwise=otherwise):
            return ("if", from_facts(test), from_facts(then), from_facts(otherwise))
        case facts.Subscript(value=value, index=index):
            return ("item", from_facts(value), from_facts(index))
        case facts.Lambda():
            return "<lambda>"
        case facts.Comprehension(kind=kind, elements=elements, clauses=clauses):
            return (
                "comp",
                kind,
                [from_facts(e) for e in elements],
                [(from_facts(c.target), from_facts(c.iterable), [from_facts(t) for t in c.tests]) for c in clauses],
            )
        case facts.Await(value=value):
            return ("await", from_facts(value))
        case facts.Yield(value=value, delegates=delegates):
            return ("yield", from_facts(value), delegates)
        case facts.Walrus(name=name, value=value):
            return (":=", name, from_facts(value))
        case facts.Starred(value=value):
            return ("*", from_facts(value))
        case facts.Bytes(value=value):
            return ("const", value)
        case facts.Other():
            return "<other>"
    raise AssertionError(node)


def statements_of_ast(body: list[ast.stmt], out: list[Any]) -> list[Any]:
    """Every statement below a body that belongs to the same scope, in order: (kind, line, expressions)."""
    for node in body:
        match node:
            case ast.Assign(targets=targets, value=value):
                out.append(("assign", "", [from_ast(t) for t in targets], from_ast(value), None))
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                out.append(("assign", "", [from_ast(target)], from_ast(value), from_ast(annotation)))
            case ast.AugAssign(target=target, op=op, value=value):
                out.append(("assign", BINARY[type(op)], [from_ast(target)], from_ast(value), None))
            case ast.Expr(value=value):
                out.append(("expr", from_ast(value)))
            case ast.Return(value=value):
                out.append(("return", from_ast(value)))
            case ast.Raise(exc=exc, cause=cause):
                out.append(("raise", from_ast(exc), from_ast(cause)))
            case ast.Assert(test=test, msg=message):
                out.append(("assert", from_ast(test), from_ast(message)))
            case ast.Delete(targets=targets):
                items = targets[0].elts if len(targets) == 1 and isinstance(targets[0], ast.Tuple) else targets
                out.append(("del", [from_ast(t) for t in items]))
            case ast.Pass() | ast.Break() | ast.Continue():
                out.append((type(node).__name__.lower(),))
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                out.append(("declare", names))
            case ast.Import(names=names):
                out.append(("import", None, 0, [(n.name, n.asname) for n in names]))
            case ast.ImportFrom(module=module, names=names, level=level):
                out.append(("import", module, level, [(n.name, n.asname) for n in names]))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                out.append(("define", node.name, node.lineno))
            case ast.If(test=test, body=then, orelse=orelse):
                out.append(("if", from_ast(test)))
                statements_of_ast(orelse, statements_of_ast(then, out))
            case ast.For() | ast.AsyncFor():
                out.append(("for", from_ast(node.target), from_ast(node.iter)))
                statements_of_ast(node.orelse, statements_of_ast(node.body, out))
            case ast.While(test=test):
                out.append(("while", from_ast(test)))
                statements_of_ast(node.orelse, statements_of_ast(node.body, out))
            case ast.With() | ast.AsyncWith():
                out.append(("with", [(from_ast(i.context_expr), from_ast(i.optional_vars)) for i in node.items]))
                statements_of_ast(node.body, out)
            case ast.Try() | ast.TryStar():
                out.append(("try", [(from_ast(h.type), h.name) for h in node.handlers]))
                statements_of_ast(node.body, out)
                for handler in node.handlers:
                    statements_of_ast(handler.body, out)
                statements_of_ast(node.finalbody, statements_of_ast(node.orelse, out))
            case ast.Match():
                out.append(("match", from_ast(node.subject), len(node.cases)))
                for case in node.cases:
                    statements_of_ast(case.body, out)
            case _ if type(node).__name__ == "TypeAlias":  # Python 3.12 and newer know the class
                out.append(("assign", "type", [node.name.id], from_ast(node.value), None))  # type: ignore[attr-defined]
            case _:
                raise AssertionError(ast.dump(node))
    return out


def statements_of_facts(file: facts.FileFacts, scope: facts.Scope) -> list[Any]:
    out: list[Any] = []
    for index, node in enumerate(scope.statements):
        opened = [b for b in scope.blocks if b.owner == index]
        match node:
            case facts.Assign():
                value, annotation = from_facts(node.value), from_facts(node.annotation)
                targets = [from_facts(t) for t in node.targets]
                if node.operator == "type" and targets[0][0] == "item":  # `type A[T] = ...`
                    targets = [targets[0][1]]
                out.append(("assign", node.operator, targets, value, annotation))
            case facts.Evaluate():
                out.append(("expr", from_facts(node.value)))
            case facts.Return():
                out.append(("return", from_facts(node.value)))
            case facts.Raise():
                out.append(("raise", from_facts(node.value), from_facts(node.cause)))
            case facts.Assert():
                out.append(("assert", from_facts(node.test), from_facts(node.message)))
            case facts.Delete():
                out.append(("del", [from_facts(t) for t in node.targets]))
            case facts.Jump():
                out.append((node.kind,))
            case facts.Declare():
                out.append(("declare", node.names))
            case facts.Import():
                out.append(("import", node.module, node.level, node.names))
            case facts.Define():
                out.append(("define", file.scopes[node.scope].name, node.line))
            case facts.If():
                out.append(("if", from_facts(node.test)))
            case facts.For():
                out.append(("for", from_facts(node.target), from_facts(node.iterable)))
            case facts.While():
                out.append(("while", from_facts(node.test)))
            case facts.With():
                out.append(("with", [(from_facts(v), from_facts(t)) for v, t in node.items]))
            case facts.Try():
                out.append(("try", [(from_facts(b.test), b.name) for b in opened if b.role == "handler"]))
            case facts.Match():
                out.append(("match", from_facts(node.subject), len(opened)))
    return out


def _spine(node: ast.expr, op: type[ast.operator]) -> list[Any]:
    found: list[Any] = []
    while isinstance(node, ast.BinOp) and type(node.op) is op:
        found.append(from_ast(node.right))
        node = node.left
    found.append(from_ast(node))
    return found[::-1]


def _clauses(generators: list[ast.comprehension]) -> list[Any]:
    return [(from_ast(g.target), from_ast(g.iter), [from_ast(t) for t in g.ifs]) for g in generators]
