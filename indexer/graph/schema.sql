-- The graph of one repository, as of one set of file contents. Derived data: built whole into a new file, then only read.
-- Another schema is rebuilt, never migrated: the version in the file's header is taken from this text, so that a change of it
-- cannot be forgotten. Every table of facts is filled from the row of the same name in nodes.py; what the store adds says so.
--
-- Words used below:
--   certainty   exact, inferred, possible or unresolved (in this order also by the alphabet: the least is the surest)
--   JSON list   a JSON array of strings

CREATE TABLE meta (               -- one row a fact about the index itself
    key       TEXT PRIMARY KEY,   -- root, built_at, because, timing.resolve ...
    value     TEXT NOT NULL       -- text, whatever it means
) WITHOUT ROWID;

CREATE TABLE counts (             -- one row a number that would take a walk through a whole table
    subject   TEXT NOT NULL,      -- symbols by kind, calls by certainty
    name      TEXT NOT NULL,      -- the kind, the certainty
    number    INTEGER NOT NULL,   -- how many
    PRIMARY KEY (subject, name)
) WITHOUT ROWID;

CREATE TABLE files (              -- one row a file that was read
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL,      -- relative to the repository root, with /
    hash      TEXT NOT NULL,      -- of the content
    size      INTEGER NOT NULL,   -- bytes
    mtime_ns  INTEGER NOT NULL,   -- last change of the content when it was read
    ctime_ns  INTEGER NOT NULL,   -- last change of the file's entry when it was read
    inode     INTEGER NOT NULL,   -- file number when it was read
    lines     INTEGER NOT NULL    -- number of lines
);

CREATE TABLE documents (          -- one row a file other than Python that code names
    path      TEXT PRIMARY KEY,   -- relative to the repository root, with /
    hash      TEXT NOT NULL,      -- of the content, '' where it was not there or not read
    size      INTEGER NOT NULL,   -- bytes
    mtime_ns  INTEGER NOT NULL,   -- last change of the content when it was looked for
    ctime_ns  INTEGER NOT NULL,   -- last change of the file's entry when it was looked for
    inode     INTEGER NOT NULL    -- file number, 0 where it was not there
) WITHOUT ROWID;

CREATE TABLE problems (           -- one row a thing that could not be read
    path      TEXT NOT NULL,      -- of a file that need not be in `files`
    line      INTEGER NOT NULL,   -- where; 0 for the whole file
    message   TEXT NOT NULL       -- what, for people
);

CREATE TABLE symbols (            -- one row a thing with a dotted name
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,      -- dotted: shop.orders.models.Order.status
    qualname  TEXT NOT NULL,      -- inside the file, as CPython writes it: Order.pay, outer.<locals>.inner, <module>
    kind      TEXT NOT NULL,      -- module, class, function, method, variable or field
    file      INTEGER NOT NULL REFERENCES files,    -- where it is written
    line      INTEGER NOT NULL,   -- first line
    end_line  INTEGER NOT NULL,   -- last line
    parent    INTEGER REFERENCES symbols,           -- what it is written in; none for a module
    summary   TEXT NOT NULL,      -- first line of the docstring, or of the value for a variable
    decorators TEXT NOT NULL,     -- dotted names as resolved, one a line
    signature TEXT NOT NULL,      -- (self, order, *, force=False) for functions
    is_async  INTEGER NOT NULL,   -- 1 for `async def`
    leaf      TEXT NOT NULL       -- last part of the name (added)
);

CREATE TABLE modules (            -- one row a module
    id        INTEGER PRIMARY KEY REFERENCES symbols,  -- the module's symbol
    root      TEXT NOT NULL,      -- source root, '' for the repository root
    is_package INTEGER NOT NULL,  -- 1 for an __init__ file
    is_test   INTEGER NOT NULL,   -- 1 for tests and what only they use
    role      TEXT NOT NULL,      -- entry point, service, data access, model, schema, task, migration, test, ...
    layer     TEXT NOT NULL,      -- area of the code, '' where it belongs to none
    file      INTEGER NOT NULL REFERENCES files        -- its file (added)
);

CREATE TABLE bases (              -- one row a written base of a class
    cls       INTEGER NOT NULL REFERENCES symbols,  -- the class
    position  INTEGER NOT NULL,   -- as written, from 0
    base      INTEGER REFERENCES symbols,           -- the base where it is in the repository
    name      TEXT NOT NULL,      -- dotted name of the base, also when it lies outside
    PRIMARY KEY (cls, position)
) WITHOUT ROWID;

CREATE TABLE overrides (          -- one row a method that replaces another
    method    INTEGER NOT NULL REFERENCES symbols,  -- in the class further down
    overridden INTEGER NOT NULL REFERENCES symbols, -- in an ancestor
    PRIMARY KEY (method, overridden)
) WITHOUT ROWID;

CREATE TABLE imports (            -- one row an imported module or name
    importer  INTEGER NOT NULL REFERENCES symbols,  -- module
    imported  INTEGER REFERENCES symbols,           -- module, where it is in the repository
    target    TEXT NOT NULL,      -- dotted name as imported
    line      INTEGER NOT NULL,   -- of the statement
    kind      TEXT NOT NULL,      -- runtime, type_checking, lazy, conditional or dynamic
    defined   INTEGER REFERENCES symbols            -- module that the imported name is written in, where `imported` hands it on
);

CREATE TABLE calls (              -- one row a call site
    caller    INTEGER NOT NULL REFERENCES symbols,  -- function, method, or module for code at its top level
    callee    INTEGER REFERENCES symbols,           -- function, method, or class when it instantiates
    target    TEXT,               -- where there is no callee: <builtin>:len, <external>:smtplib.SMTP, or as written
    line      INTEGER NOT NULL,   -- of the call
    certainty TEXT NOT NULL,      -- how sure the binding is
    rule      TEXT NOT NULL,      -- how it was bound: import, local, self, super, constructor, annotation ...
    instantiates INTEGER NOT NULL -- 1 where the callee is a class
);

CREATE TABLE models (             -- one row an ORM model
    id        INTEGER PRIMARY KEY REFERENCES symbols,  -- the class
    framework TEXT NOT NULL,      -- django, sqlalchemy or sqlmodel
    app       TEXT NOT NULL,      -- Django app label, '' elsewhere
    "table"   TEXT,               -- name in the database
    abstract  INTEGER NOT NULL    -- 1 where it has no table of its own
);

CREATE TABLE fields (             -- one row a column or relation of one model, inherited ones on every concrete model too
    id        INTEGER PRIMARY KEY,
    model     INTEGER NOT NULL REFERENCES models,   -- that has it
    name      TEXT NOT NULL,      -- of the attribute
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- where it is declared
    kind      TEXT NOT NULL,      -- column or relation
    "column"  TEXT,               -- name in the table
    type      TEXT NOT NULL,      -- last part of its class: ForeignKey, String
    "null"    INTEGER,            -- 1 may be null, 0 may not
    "unique"  INTEGER,            -- 1 on its own, 0 not
    primary_key INTEGER,          -- 1 or 0
    length    INTEGER,            -- longest value, in characters, where that is said
    choices   TEXT,               -- JSON list of values
    target    TEXT,               -- related model as resolved: a class name or a dotted name
    target_model INTEGER REFERENCES models,         -- related model where it is in the repository
    on_delete TEXT,               -- CASCADE, PROTECT ...
    "references" TEXT NOT NULL,   -- JSON list of table.column
    "default" TEXT,               -- as written
    related_name TEXT,            -- name of the way back
    uses      INTEGER NOT NULL    -- how often it is used outside tests and migrations (added)
);

CREATE TABLE table_constraints (  -- one row a constraint or index declared on a model
    model     INTEGER NOT NULL REFERENCES models,   -- that declares it
    kind      TEXT NOT NULL,      -- unique, check, exclusion or index
    name      TEXT NOT NULL,      -- '' where it has none
    fields    TEXT NOT NULL,      -- JSON list of field names
    text      TEXT NOT NULL,      -- as written, shortened
    line      INTEGER NOT NULL    -- in the model's file
);

CREATE TABLE field_uses (         -- one row a place that uses a field
    field     INTEGER NOT NULL REFERENCES fields,   -- of the model that it is used through
    function  INTEGER NOT NULL REFERENCES symbols,  -- function, method, or module for code at its top level
    line      INTEGER NOT NULL,   -- in the function's file
    use       TEXT NOT NULL,      -- write, read, filter, order, expose or migrate
    certainty TEXT NOT NULL,      -- how sure the binding is
    rule      TEXT NOT NULL       -- attribute, constructor, create, update, serializer ...
);

CREATE TABLE outside_uses (       -- one row a place that uses a field of a model that an installed package declares
    model     TEXT NOT NULL,      -- dotted: django.contrib.auth.models.User
    field     TEXT NOT NULL,      -- its name
    function  INTEGER NOT NULL REFERENCES symbols,  -- function, method, or module for code at its top level
    line      INTEGER NOT NULL,   -- in the function's file
    use       TEXT NOT NULL,      -- write, read, filter or order
    certainty TEXT NOT NULL,      -- how sure the binding is
    rule      TEXT NOT NULL       -- attribute, constructor, create, update ...
);

CREATE TABLE endpoints (          -- one row a path with its handler
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL,      -- full, in the framework's style, with leading /
    methods   TEXT NOT NULL,      -- JSON list, '' where any or unknown
    handler   INTEGER NOT NULL REFERENCES symbols,  -- class or function
    handler_name TEXT NOT NULL,   -- qualified name in its file; Class.method where a method handles it
    file      INTEGER NOT NULL REFERENCES files,    -- where the handler is written
    line      INTEGER NOT NULL,   -- of the handler
    access    TEXT NOT NULL,      -- guarded, public or unknown
    framework TEXT NOT NULL,      -- django, drf, fastapi, flask ...
    route_file INTEGER REFERENCES files,            -- where the route is written
    route_line INTEGER NOT NULL,  -- of the route
    name      TEXT NOT NULL       -- by which its path is asked for: orders:order-detail; '' where it has none
);

CREATE TABLE before (             -- one row a thing that runs before an endpoint's handler
    endpoint  INTEGER NOT NULL REFERENCES endpoints,  -- that it protects or prepares
    position  INTEGER NOT NULL,   -- outermost first
    name      TEXT NOT NULL,      -- dotted
    symbol    INTEGER REFERENCES symbols,           -- where it is in the repository
    guards    INTEGER NOT NULL,   -- 1 where it can refuse the caller, or leaves what others own out of a query
    origin    TEXT NOT NULL,      -- settings, middleware, url, router, class, base class, method, decorator, dependency;
                                  -- body for a check that the handler makes itself, the last of all
    arguments TEXT NOT NULL,      -- what it is given, spelled in one way: 'orders.pay', scopes=['write']; '' where nothing
    composed  TEXT NOT NULL,      -- the composition it is an operand of: IsOwner | IsAdmin; '' where it stands alone
    certainty TEXT NOT NULL,      -- of guards: exact where declared or known by name, inferred from code, possible
    file      INTEGER REFERENCES files,             -- where it is put before the endpoint: decorator, list, setting, call
    line      INTEGER NOT NULL,   -- of that
    PRIMARY KEY (endpoint, position)
) WITHOUT ROWID;

CREATE TABLE idle_guards (        -- one row a guard that is written at an endpoint and never runs
    endpoint  INTEGER NOT NULL REFERENCES endpoints,  -- that it looks like guarding
    name      TEXT NOT NULL,      -- dotted
    arguments TEXT NOT NULL,      -- as in before
    reason    TEXT NOT NULL,      -- above the route, above the view maker, after the view
    file      INTEGER NOT NULL REFERENCES files,    -- where it is written
    line      INTEGER NOT NULL    -- of that
);

CREATE TABLE shown_to (           -- one row a field that is shown, or hidden, only where a test on who asks holds
    cls       INTEGER NOT NULL REFERENCES symbols,  -- class that says what is shown: a serializer, a schema, a model
    field     TEXT NOT NULL,      -- its name, '' for the whole class
    effect    TEXT NOT NULL,      -- shown or hidden
    test      TEXT NOT NULL,      -- what has to hold, spelled in one way
    function  INTEGER NOT NULL REFERENCES symbols,  -- method that does it
    line      INTEGER NOT NULL    -- where
);

CREATE TABLE ownership_filters (  -- one row a query that who asks narrows
    function  INTEGER NOT NULL REFERENCES symbols,  -- that it stands in
    line      INTEGER NOT NULL,   -- of the call, in the function's file
    model     INTEGER REFERENCES symbols,           -- that is queried, where that is known and in the repository
    call      TEXT NOT NULL,      -- filter, exclude, get, get_object_or_404, where, restrict ...
    path      TEXT NOT NULL,      -- what is compared: project__owner, Item.owner_id; '' where a method of the house narrows
    actor     TEXT NOT NULL,      -- with whom: request.user, current_user.id
    certainty TEXT NOT NULL       -- how sure it is that this is the caller: exact, inferred, possible
);

CREATE TABLE entry_points (       -- one row a way into the code other than HTTP
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- that runs
    kind      TEXT NOT NULL,      -- task, receiver, listener, command, admin ...
    detail    TEXT NOT NULL       -- signal, schedule, command name
);

CREATE TABLE transactions (       -- one row a place that opens a transaction
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function that opens it
    "by"      TEXT NOT NULL,      -- decorator, with, call, or request where a setting opens one for each
    line      INTEGER NOT NULL,   -- in the function's file
    name      TEXT NOT NULL,      -- dotted: django.db.transaction.atomic
    end_line  INTEGER NOT NULL    -- last line that runs in it
);

CREATE TABLE transitions (        -- one row a step of a state machine that the code declares
    owner     INTEGER NOT NULL REFERENCES symbols,  -- model, class of the machine, or variable that holds the table
    field     TEXT NOT NULL,      -- of the model, that holds the state; '' where there is none or it is not known
    source    TEXT NOT NULL,      -- '' for a new object, * for any state, ? where that is decided as it runs
    target    TEXT NOT NULL,      -- as source
    event     TEXT NOT NULL,      -- method or event that makes it, or the table that allows it; '' for a new object
    function  INTEGER REFERENCES symbols,           -- method that makes it
    guards    TEXT NOT NULL,      -- JSON list of the names of what has to hold; '' for none
    "by"      TEXT NOT NULL,      -- library that reads it, table, or default for what a field has at first
    file      INTEGER NOT NULL REFERENCES files,    -- where it is declared
    line      INTEGER NOT NULL    -- in that file
);

CREATE TABLE refusals (           -- one row a test that leaves the function, or the turn of a loop
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function or method
    line      INTEGER NOT NULL,   -- of what leaves, in the function's file
    test      TEXT NOT NULL,      -- that holds where it leaves: not request.user.is_staff
    given     TEXT NOT NULL,      -- JSON list of the tests of the branches around it, outermost first, as they hold there; '' for none
    outcome   TEXT NOT NULL,      -- raise PermissionDenied(), return None, abort(403), continue
    kind      TEXT NOT NULL,      -- raise, return, abort, assert or jump
    status    INTEGER,            -- HTTP status that it means, where that is known
    names     TEXT NOT NULL,      -- JSON list of the chains of names that the test reads; '' for none
    denies    INTEGER NOT NULL    -- 1 where it means "not you": 401, 403, a way to the login page
);

CREATE TABLE queries (            -- one row a chain of calls that asks the database, or is built to
    id        INTEGER PRIMARY KEY,
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function, method, class or module that it stands in
    line      INTEGER NOT NULL,   -- of its first call
    model     INTEGER REFERENCES symbols,           -- class that it asks for, where it is in the repository
    model_name TEXT NOT NULL,     -- dotted name of a model outside, '' where there is none or it is not known
    source    TEXT NOT NULL,      -- what the chain begins with: Order.objects, self.get_queryset(), session
    manager   TEXT NOT NULL,      -- attribute of the model that it goes through: objects; '' where none
    methods   TEXT NOT NULL,      -- JSON list, in the order in which they run
    terminal  TEXT NOT NULL,      -- get, first, create, update, delete, exists, iterate ...; '' where it is kept or passed on; handed: no chain, rows handed on as they are
    locks     INTEGER NOT NULL,   -- 1 where it locks the rows
    raw       INTEGER NOT NULL,   -- 1 for SQL as text
    tables    TEXT NOT NULL,      -- JSON list of the tables that raw SQL names, '' for none
    text      TEXT NOT NULL,      -- normalised, shortened; of raw SQL the SQL
    base      INTEGER REFERENCES queries            -- the query that it goes on from: a local name was bound to that one
);

CREATE TABLE bindings (           -- one row a condition of a query
    query     INTEGER NOT NULL REFERENCES queries,  -- that it narrows
    path      TEXT NOT NULL,      -- as written, without lookup: project__owner, User.id; '' where the method names none
    field     INTEGER REFERENCES fields,            -- field at the end of the path, where it is in the repository
    operator  TEXT NOT NULL,      -- exact, in, gt ...; '' where the method decides
    value     TEXT NOT NULL,      -- as written, normalised, shortened
    negated   INTEGER NOT NULL,   -- 1 for exclude, ~Q, !=
    alternative INTEGER NOT NULL, -- 1 for one side of an "or"
    method    TEXT NOT NULL       -- filter, get, where, restrict ...; reverse for the rows of an object's relation
);

CREATE TABLE effects (            -- one row a call made for what it does
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function, method, class or module
    line      INTEGER NOT NULL,   -- of the call
    callee    INTEGER REFERENCES symbols,           -- function, method or class of the repository
    target    TEXT,               -- where there is no callee: as in calls
    kind      TEXT NOT NULL,      -- statement; of those whose result is kept: value where it is given who asks, handed where it is given a tenant or key
    text      TEXT NOT NULL,      -- with its arguments, normalised, shortened
    after_commit INTEGER NOT NULL, -- 1 where it runs once the transaction has committed
    given     TEXT NOT NULL       -- JSON list: the tests of the branches around a statement, outermost first
);

CREATE TABLE contexts (           -- one row an item of a with, or a try
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function, method, class or module
    line      INTEGER NOT NULL,   -- of the statement
    end_line  INTEGER NOT NULL,   -- last line inside; of a try, before its handlers
    kind      TEXT NOT NULL,      -- with or try
    name      TEXT NOT NULL,      -- dotted name of what makes it, or as written; '' for a try
    text      TEXT NOT NULL,      -- normalised, shortened; '' for a try
    caught    TEXT NOT NULL,      -- JSON list, one a handler: KeyError|ValueError, dotted where known; '' for none
    ends      TEXT NOT NULL,      -- JSON list, one a handler, what it does last: raise, return, pass, continue, break, calls, goes on
    does      TEXT NOT NULL,      -- JSON list, one a handler, last names of what its statements call: rollback|delete; '' for none
    swallows  INTEGER NOT NULL    -- 1 where one that catches everything, or a failure of the database, tells nobody
);

CREATE TABLE assignments (        -- one row a value that a field of a model is given; none in tests
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function, method, class or module
    line      INTEGER NOT NULL,   -- of the target or call
    model     INTEGER REFERENCES symbols,           -- class of the object, where it is known
    field     TEXT NOT NULL,      -- name; where the model is not known, one that some model has
    value     TEXT NOT NULL,      -- normalised, shortened
    kind      TEXT NOT NULL,      -- constant, enum, name, expression or f_expression
    "by"      TEXT NOT NULL,      -- attribute, setattr, constructor, the method: create, update ..., or setter: what is called here does
    constants TEXT NOT NULL,      -- JSON list of values that it can be, '' where that is not known
    operator  TEXT NOT NULL,      -- =, += ...
    given     TEXT NOT NULL,      -- JSON list of the tests that held, for fields that tell a state; '' for none
    was       TEXT NOT NULL,      -- JSON list of the values that it had before, as tests or the fetch say; '' where that is not known
    was_not   TEXT NOT NULL       -- JSON list of the values that it did not have; '' for none
);

CREATE TABLE answers (            -- one row a thing that a function gives back and a client may read; none in tests
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function or method
    line      INTEGER NOT NULL,   -- of the return; of the function where a decorator declares it
    status    INTEGER,            -- HTTP status, where one is written
    keys      TEXT NOT NULL,      -- JSON list of the keys that are written out, in order; '' for none
    is_open   INTEGER NOT NULL,   -- 1 where there may be other keys
    schema    TEXT NOT NULL       -- dotted name of the schema that a decorator declares, '' where it declares none
);

CREATE TABLE verdicts (           -- one row a way out, or a test on the way, of a predicate of rights: has_permission, can_edit
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- function or method
    line      INTEGER NOT NULL,   -- of the statement
    text      TEXT NOT NULL,      -- of what is returned, normalised, shortened; if ... for a test
    names     TEXT NOT NULL       -- JSON list of the chains of names that it reads; '' for none
);

CREATE TABLE schema_fields (      -- one row a field that a schema of requests or answers declares; none in tests
    cls       INTEGER NOT NULL REFERENCES symbols,  -- class that declares it
    line      INTEGER NOT NULL,   -- of the field, in the class's file
    name      TEXT NOT NULL,      -- of the field
    type      TEXT NOT NULL,      -- annotation, normalised, shortened; class of the field of a serializer; '' where it is only listed, ? where only its access is
    required  INTEGER NOT NULL,   -- 1 where it has no default
    only      TEXT NOT NULL       -- read where clients may not set it, write where they never see it; '' where both
);

CREATE TABLE tests (              -- one row a test function or method
    symbol    INTEGER PRIMARY KEY REFERENCES symbols,
    kind      TEXT NOT NULL,      -- happy, boundary or regression: by its name, its words and what it asserts
    ticket    TEXT NOT NULL       -- number that its name or words give, '' where there is none
);

CREATE TABLE requests (           -- one row a request that a test, or what helps it, sends to an endpoint
    function  INTEGER NOT NULL REFERENCES symbols,  -- that sends it
    endpoint  INTEGER REFERENCES endpoints,         -- that answers; none where none is known
    method    TEXT NOT NULL,      -- upper-case, '' where it is not known
    target    TEXT NOT NULL,      -- path, or name of a route; {} for what is not known
    line      INTEGER NOT NULL,   -- in the function's file
    certainty TEXT NOT NULL       -- inferred, or possible where several endpoints fit
);

CREATE TABLE assertions (         -- one row a thing that a test, or what helps it, asserts
    function  INTEGER NOT NULL REFERENCES symbols,  -- that asserts it
    kind      TEXT NOT NULL,      -- status, exception or field
    subject   TEXT NOT NULL,      -- name of the field, '' for a status or an exception
    value     TEXT NOT NULL,      -- as written; a status as its number
    line      INTEGER NOT NULL,   -- in the function's file
    request   INTEGER NOT NULL    -- line of the request that it is about; 0 where that is not known
);

CREATE TABLE revisions (          -- one row a migration
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- migration class or module
    app       TEXT NOT NULL,      -- Django app label, '' elsewhere
    name      TEXT NOT NULL,      -- 0002_idempotency_key, revision
    sequence  INTEGER NOT NULL,   -- place among all in which it runs, from 0
    depends_on TEXT NOT NULL,     -- JSON list: app.name with Django, else revisions
    leaf      INTEGER NOT NULL,   -- 1 where none of its app builds on it
    replaced  INTEGER NOT NULL    -- 1 where a squashed one that is there too runs in its place
);

CREATE TABLE migrations (         -- one row an operation of a migration; of one on several fields one a field
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- migration class or module
    app       TEXT NOT NULL,      -- Django app label, '' elsewhere
    name      TEXT NOT NULL,      -- 0002_idempotency_key, revision
    position  INTEGER NOT NULL,   -- in the migration, from 0
    operation TEXT NOT NULL,      -- AddField, create_table, RunPython ...
    kind      TEXT NOT NULL,      -- what it does, whatever the framework: create_table, add_column, run_code ... (see nodes.py)
    model     TEXT NOT NULL,      -- lower-case model name or table, '' where none
    field     TEXT NOT NULL,      -- field or column, '' where none
    line      INTEGER NOT NULL,   -- in the migration's file
    scope     TEXT NOT NULL,      -- both, database (the tables alone) or state (what the framework thinks of them alone)
    online    INTEGER,            -- 1 for an index or constraint made without locking the table, 0 with
    reversible INTEGER,           -- 1 for code or SQL whose way back is written, 0 without
    before    TEXT,               -- JSON object: the column before; none where it is not known
    after     TEXT                -- JSON object: the column as the operation has it, a default for old rows included
);

CREATE TABLE migrated_tables (    -- one row a table that all migrations leave
    id        INTEGER PRIMARY KEY,
    app       TEXT NOT NULL,      -- Django app label, '' elsewhere
    model     TEXT NOT NULL,      -- lower-case model name, '' where migrations know tables only
    "table"   TEXT,               -- name in the database, where it is known
    complete  INTEGER NOT NULL,   -- 1 where all that was done to it could be read
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- migration that made it
    line      INTEGER NOT NULL    -- in that migration's file
);

CREATE TABLE migrated_columns (   -- one row a column of such a table, or a relation to many
    of        INTEGER NOT NULL REFERENCES migrated_tables,  -- that has it
    name      TEXT NOT NULL,      -- of the field with Django, else of the column
    "column"  TEXT,               -- name in the table
    type      TEXT NOT NULL,      -- last part of its class: ForeignKey, String
    "null"    INTEGER,            -- 1 may be null, 0 may not
    "unique"  INTEGER,            -- 1 on its own, 0 not
    primary_key INTEGER,          -- 1 or 0
    length    INTEGER,            -- longest value, in characters, where that is said
    "default" TEXT,               -- as a value shows it
    target    TEXT,               -- what a relation leads to: app.model in lower case
    "references" TEXT NOT NULL,   -- JSON list of table.column
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- migration that said so last
    line      INTEGER NOT NULL    -- in that migration's file
);

CREATE TABLE migrated_constraints (  -- one row a constraint or index of such a table
    of        INTEGER NOT NULL REFERENCES migrated_tables,  -- that has it
    kind      TEXT NOT NULL,      -- unique, check, exclusion or index
    name      TEXT NOT NULL,      -- '' where it has none
    fields    TEXT NOT NULL       -- JSON list of names of its columns
);

CREATE TABLE drift (              -- one row a thing that a model says and its migrations do not, or the other way round
    model     INTEGER NOT NULL REFERENCES models,   -- whose table it is
    field     TEXT NOT NULL,      -- '' for the whole table
    kind      TEXT NOT NULL,      -- no migrations, not in migrations, not in model, type, null, unique, length or target
    model_says TEXT NOT NULL,     -- '' where it has none
    migrations_say TEXT NOT NULL, -- '' where they have none
    line      INTEGER NOT NULL    -- in the model's file
);

CREATE TABLE comments (           -- one row a comment left to protect or explain
    file      INTEGER NOT NULL REFERENCES files,    -- where it is written
    line      INTEGER NOT NULL,   -- first line
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- innermost function, class or module
    text      TEXT NOT NULL,      -- without the #
    subject   INTEGER REFERENCES symbols,           -- function or class that it stands above, where it does
    protects  BLOB NOT NULL       -- prints of the statement that it stands at, and of what that holds; as in prints
);

CREATE TABLE prints (             -- one row a function, class or module with statements
    symbol    INTEGER PRIMARY KEY REFERENCES symbols,
    prints    BLOB NOT NULL       -- one a statement, alike for alike text; 4 bytes each, little-endian, 0 for a definition
);

CREATE TABLE asserted (           -- one row a test function
    symbol    INTEGER PRIMARY KEY REFERENCES symbols,
    assertions BLOB NOT NULL,     -- prints of its assertions, as in prints
    skipped   TEXT NOT NULL       -- dotted name of what keeps it from running, always or at times; '' for none
);

CREATE TABLE features (           -- one row a thing that likeness is measured by
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL,      -- data, calls, structure or words
    text      TEXT NOT NULL,      -- shop.Order.status, session.commit, if>raise>call, refund
    symbols   INTEGER NOT NULL    -- how many fingerprints have it
);

CREATE TABLE fingerprints (       -- one row a function or class that can be compared
    symbol    INTEGER PRIMARY KEY REFERENCES symbols,
    role      TEXT NOT NULL,      -- view, service, task, model, test, function ...
    features  BLOB NOT NULL       -- ids of its features, ascending, 4 bytes each, little-endian
);

CREATE TABLE marks (              -- one row a telling feature of a fingerprint: few others share it
    feature   INTEGER NOT NULL REFERENCES features, -- rare enough to look others up by it
    symbol    INTEGER NOT NULL REFERENCES symbols,  -- that has it
    PRIMARY KEY (feature, symbol)
) WITHOUT ROWID;

CREATE TABLE kept (               -- one row a file: what its bodies said to others, for a refresh that walks a few of them again
    file      INTEGER PRIMARY KEY REFERENCES files,  -- in which they stand
    bodies    BLOB NOT NULL,      -- MessagePack: by number of the scope, the cells of a body and the steps in which they grew
    asked     BLOB NOT NULL       -- MessagePack: what adapters asked of its functions and classes, and which bodies they read
);

CREATE TABLE kept_whole (         -- one row a thing that a refresh needs to know of the whole repository
    name      TEXT PRIMARY KEY,   -- which: sources, models, ancestors, called on, looked into ...
    value     BLOB NOT NULL       -- MessagePack
) WITHOUT ROWID;

CREATE VIRTUAL TABLE symbols_text USING fts5(  -- words of symbols; rowid is the symbol
    name,                         -- last part, with camel case taken apart
    qualname,                     -- with camel case taken apart
    summary,                      -- as it stands
    path,                         -- of the file
    content = '', detail = column, tokenize = 'porter unicode61'
);

CREATE VIEW located AS            -- a symbol with what people need to find it
    SELECT s.id, s.name, s.qualname, s.kind, f.path, s.line, s.end_line, p.name AS parent, s.summary, s.decorators, s.signature,
           s.leaf, s.file, coalesce(m.is_test, 0) AS is_test, coalesce(m.layer, '') AS layer
    FROM symbols AS s
    JOIN files AS f ON f.id = s.file
    LEFT JOIN symbols AS p ON p.id = s.parent
    LEFT JOIN modules AS m ON m.file = s.file;
