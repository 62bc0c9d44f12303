"""How many places routers stand at: one that is included twice by one that is included twice stands at four."""

MOST = 20_000


class Places:
    """Of one walk down the routers. Only code made to keep others waiting has more; the rest is left out."""

    def __init__(self) -> None:
        self.left = MOST

    def another(self) -> bool:
        self.left -= 1
        return self.left >= 0
