"""The house of the suite, drawn from the manifests into docs/architecture.md."""

from __future__ import annotations

from . import addons, paths
from .say import line

DRAWING = paths.ROOT / "docs" / "architecture.md"
HEAD = """\
# The house

Each addon is one concept and knows only those below it. This page is drawn from the manifests by
`./cae architecture`; a test compares it with them.
"""


def find_floors(depends: dict[str, set[str]]) -> dict[str, int]:
    """{addon: how many of ours are below it, one above the other}.

    >>> find_floors({"base": set(), "wall": {"base"}, "roof": {"wall", "base"}})
    {'base': 0, 'wall': 1, 'roof': 2}
    """

    def floor(name: str) -> int:
        return 1 + max((floor(below) for below in depends[name]), default=-1)

    return {name: floor(name) for name in depends}


def draw() -> str:
    """The page as the manifests say it."""
    manifests = {name: addons.manifest(name) for name in addons.names()}
    depends = {name: set(read["depends"]) & set(manifests) for name, read in manifests.items()}
    floors = find_floors(depends)
    rows = [HEAD, "```mermaid", "graph BT"]
    for name in sorted(depends):
        # what an addon below brings along is not drawn again
        through = set().union(*(addons.below(below) for below in depends[name]))
        rows += [f"    {name} --> {below}" for below in sorted(depends[name] - through)]
    rows.append("```")
    for number in sorted(set(floors.values()), reverse=True):
        rows += ["", f"## Floor {number}" if number else "## Ground", ""]
        rows += ["| addon | what it is | stands on, outside the suite |", "| --- | --- | --- |"]
        for name in sorted(name for name, floor in floors.items() if floor == number):
            read = manifests[name]
            outside = ", ".join(f"`{other}`" for other in read["depends"] if other not in manifests)
            glue = ", where what it glues is installed" if read.get("auto_install") else ""
            rows.append(f"| [`{name}`](../addons/{name}) | {read['summary']}{glue} | {outside} |")
    return "\n".join(rows) + "\n"


def command() -> int:
    DRAWING.write_text(draw())
    line(f"{DRAWING.relative_to(paths.ROOT)} is drawn.")
    return 0
