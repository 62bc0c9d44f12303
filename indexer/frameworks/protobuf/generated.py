"""Modules that protoc generates: classes of messages and services, and what is declared of their methods.

A generated module adds its file descriptor to the pool and binds what that declares without writing it down. So a name
of it stands for `module.Name`, and what code asks of services and of the options of their methods (a path and a verb,
say) is answered from the descriptor. Source: "Python Generated Code Guide" of protobuf.
"""

from indexer.frameworks.findings import Findings, Framework
from indexer.frameworks.protobuf.descriptors import (
    BOOL,
    BYTES,
    FLOATS,
    MESSAGE,
    SIGNED,
    STRING,
    Field,
    File,
    Message,
    Method,
    Service,
    all_messages,
    read,
)
from indexer.frameworks.protobuf.wire import Malformed, fields
from indexer.resolve.entities import External, Module
from indexer.resolve.evaluate.values import Arguments, Binary, Const, Items, Made, Site, Table, Value
from indexer.resolve.program import Program

POOLS = frozenset({"google.protobuf.descriptor_pool.Default()", "google.protobuf.descriptor_pool.DescriptorPool()"})
MADE_AROUND = (  # calls that make the class of a descriptor, in modules of older generators
    "google.protobuf.reflection.GeneratedProtocolMessageType",
    "google.protobuf.service_reflection.GeneratedServiceType",
)
OPTIONS = "google.protobuf.MethodOptions"
DESCRIPTOR = "DESCRIPTOR"
DEEPEST = 30  # messages in messages
NOWHERE = Site("", 0)


def prepare(program: Program) -> None:
    generated = Generated(program)
    evaluator = program.evaluator
    evaluator.method_meanings.append(generated.method)
    evaluator.attribute_meanings.append(generated.attribute)
    for name in MADE_AROUND:
        evaluator.meanings[name] = generated.made_around


def recognise(program: Program, findings: Findings) -> None:
    """The routes made of it are others' to find."""


FRAMEWORK = Framework("protobuf", ("google",), recognise, prepare)


class Generated:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.files: dict[tuple[str, bytes], Made] = {}  # by module and content
        self.declared: dict[str, set[str]] = {}  # by module: the names at its top
        self.classes: dict[str, External] = {}  # by full name in the pool
        self.descriptors: dict[str, Made] = {}  # by name of the class, service or extension
        self.messages: dict[str, Message] = {}  # by name of the class
        self.methods: dict[int, Method] = {}  # by identity of what stands for one
        self.extensions: dict[str, dict[int, tuple[Field, External]]] = {}  # by what they extend

    def method(self, owner: Made, name: str, arguments: Arguments, site: Site) -> Value | None:
        """What the methods of pools, descriptors and services give."""
        if name == "AddSerializedFile" and self.program.outside_name(owner) in POOLS:
            given = arguments.get("serialized_file_desc_proto", 0)
            module = self.program.by_path.get(site.path)
            return self._added(module, given.value) if module is not None and isinstance(given, Binary) else None
        if name == "GetOptions":
            declared = self.methods.get(id(owner))
            return self._options(declared) if declared is not None else None
        if name in ("GetRequestClass", "GetResponseClass"):
            asked = self.methods.get(id(arguments.get("method_descriptor", 0)))
            full_name = "" if asked is None else asked.takes if name == "GetRequestClass" else asked.gives
            return self.classes.get(full_name)
        return None

    def attribute(self, owner: Value, name: str) -> Value | None:
        if isinstance(owner, Module):
            return External(f"{owner.name}.{name}") if name in self.declared.get(owner.name, ()) else None
        if name == DESCRIPTOR and isinstance(owner, External):
            return self.descriptors.get(owner.name)
        if isinstance(owner, Made) and isinstance(owner.callee, External):
            message = self.messages.get(owner.callee.name)
            declared = next((f for f in message.fields.values() if f.name == name), None) if message else None
            return _unset(declared) if declared is not None else None
        return None

    def made_around(self, arguments: Arguments) -> Value | None:
        """`GeneratedServiceType("Name", bases, {"DESCRIPTOR": _NAME})`: the class that the descriptor is of."""
        held = arguments.get("dictionary", 2)
        descriptor = held.get(Const(DESCRIPTOR)) if isinstance(held, Table) else None
        return descriptor.callee if isinstance(descriptor, Made) else None

    def _added(self, module: Module, content: bytes) -> Made | None:
        """The descriptor of a file; what it declares is known from then on."""
        known = self.files.get((module.name, content))
        if known is not None:
            return known
        file = read(content)
        if file is None:
            return None
        top = [*(m.name for m in file.messages), *file.enums, *(s.name for s in file.services)]
        self.declared.setdefault(module.name, set()).update(top, (e.name for e in file.extensions))
        made = self.files[module.name, content] = self._file(module.name, file)
        return made

    def _file(self, module: str, file: File) -> Made:
        tables = {
            "message_types_by_name": {m.name: self._message(m, module) for m in file.messages},
            "enum_types_by_name": {e: _made(External(f"{module}.{e}"), name=Const(e)) for e in file.enums},
            "services_by_name": {s.name: self._service(s, module) for s in file.services},
            "extensions_by_name": {e.name: self._extension(e, module) for e in file.extensions},
        }
        for message in all_messages(file.messages):
            for extension in message.extensions:
                self._extension(extension, self.classes[message.full_name].name)
        return Made(
            External(f"{module}.{DESCRIPTOR}"),
            Arguments(),
            NOWHERE,
            attributes={name: Table([(Const(k), v) for k, v in held.items()]) for name, held in tables.items()},
        )

    def _message(self, message: Message, around: str) -> Made:
        cls = self.classes[message.full_name] = External(f"{around}.{message.name}")
        self.messages[cls.name] = message
        nested: list[tuple[Value | None, Value | None]] = [
            (Const(m.name), self._message(m, cls.name)) for m in message.nested
        ]
        made = _made(cls, name=Const(message.name), full_name=Const(message.full_name))
        made.attributes["nested_types_by_name"] = Table(nested)
        self.descriptors[cls.name] = made
        return made

    def _service(self, service: Service, module: str) -> Made:
        cls = External(f"{module}.{service.name}")
        methods: list[Value | None] = []
        for method in service.methods:
            described = _made(External("google.protobuf.descriptor.MethodDescriptor"), name=Const(method.name))
            described.attributes["full_name"] = Const(method.full_name)
            self.methods[id(described)] = method
            methods.append(described)
        by_name = Table([(Const(m.name), d) for m, d in zip(service.methods, methods, strict=True)])
        made = _made(cls, name=Const(service.name), full_name=Const(service.full_name))
        made.attributes.update(methods=Items("list", methods), methods_by_name=by_name)
        self.descriptors[cls.name] = made
        return made

    def _extension(self, extension: Field, around: str) -> Made:
        name = External(f"{around}.{extension.name}")
        self.extensions.setdefault(extension.extends, {})[extension.number] = extension, name
        made = self.descriptors[name.name] = _made(name, name=Const(extension.name))
        return made

    def _options(self, method: Method) -> Made:
        """What a method is declared with: `options.Extensions[extension]`."""
        entries: list[tuple[Value | None, Value | None]] = []
        try:
            found = fields(method.options)
        except Malformed:
            found = {}
        for number, (extension, name) in self.extensions.get(OPTIONS, {}).items():
            if number in found:
                value = self._value(extension, found[number], DEEPEST)
                entries += [(name, value), (self.descriptors[name.name], value)]
        made = _made(External(OPTIONS))
        made.attributes["Extensions"] = Table(entries, complete=False)
        return made

    def _value(self, declared: Field, values: list[int | bytes], deepest: int) -> Value | None:
        read = [self._one(declared, value, deepest) for value in values]
        return Items("list", read) if declared.repeated else read[-1]

    def _one(self, declared: Field, value: int | bytes, deepest: int) -> Value | None:
        if isinstance(value, int):
            if declared.kind == BOOL:
                return Const(bool(value))
            negative = declared.kind in SIGNED and value >= 1 << 63
            return None if declared.kind in FLOATS else Const(value - (1 << 64) if negative else value)
        if declared.kind == STRING:
            return Const(value.decode("utf-8", "replace"))
        cls = self.classes.get(declared.type_name)
        if declared.kind != MESSAGE or cls is None or not deepest:
            return Binary(value) if declared.kind == BYTES else None
        try:
            found = fields(value)
        except Malformed:
            return None
        made, known = _made(cls), self.messages[cls.name].fields
        for number, inside in found.items():
            if number in known:
                made.attributes[known[number].name] = self._value(known[number], inside, deepest - 1)
        return made


def _made(callee: External, **attributes: Value | None) -> Made:
    return Made(callee, Arguments(), NOWHERE, attributes=attributes)


def _unset(declared: Field) -> Value | None:
    """What a field reads as that a message does not hold."""
    if declared.repeated:
        return Items("list", [])
    if declared.kind == STRING:
        return Const(declared.default)
    if declared.kind == BOOL:
        return Const(declared.default == "true")
    return None if declared.kind == MESSAGE or declared.default else Const(0)
