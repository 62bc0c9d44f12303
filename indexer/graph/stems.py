"""The stems of words, cut as the text search of the graph cuts them: `orders`, `ordered` and `order` are one."""

import sqlite3
from collections.abc import Iterable


def stems(words: Iterable[str]) -> dict[str, str]:
    """By word; one that the search would part in several keeps its first part's."""
    distinct = list(dict.fromkeys(words))
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE texts USING fts5(word, content = '', tokenize = 'porter unicode61')")
        connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, instance)")
        connection.executemany("INSERT INTO texts (rowid, word) VALUES (?, ?)", enumerate(distinct))
        rows = connection.execute("SELECT term, doc FROM stems ORDER BY offset DESC")
        found = {distinct[row]: stem for stem, row in rows}
    finally:
        connection.close()
    return {word: found.get(word, word) for word in distinct}
