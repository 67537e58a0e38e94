"""The guide in `docs/` and the README: what they point to is there, and what is there is shown."""

import ast
import re

from ..plays import ROLES

# [text](target) and ![text](target); a target in the web or within the page is left alone
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)")
WEB = re.compile(r"[a-z]+:")
# | vous êtes | vous voulez | [page](page.md) |
JOB = re.compile(r"^\| ([^|]+) \| ([^|\[]+) \| \[", re.MULTILINE)


def find_broken_links(root):
    """Return "page: target" for each link of the README and the guide that leads nowhere."""
    return [
        f"{page.relative_to(root)}: {target}"
        for page, target in _list_links(root)
        if not (page.parent / target).exists()
    ]


def find_unseen(root):
    """Return the pictures that no page shows, and the pages to which none leads."""
    seen = {(page.parent / target).resolve() for page, target in _list_links(root)}
    docs = root / "docs"
    there = {*docs.glob("images/*"), *docs.glob("*.md")} - {docs / "README.md"}
    return sorted(str(path.relative_to(root)) for path in there if path.resolve() not in seen)


def _list_links(root):
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    return [
        (page, target)
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not WEB.match(target)
    ]


def find_unplayed(root, tests):
    """Return the jobs of the guide that no test plays, and the plays that the guide has not.

    :param tests: paths of the files with tests
    """
    jobs = set(JOB.findall((root / "docs" / "README.md").read_text(encoding="utf-8")))
    played = {
        (ROLES[role.value], job.value)
        for path in tests
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for call in node.decorator_list
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "plays"
        for role, job in [call.args]
    }
    return [
        *(f"no test plays “{job}” ({role})" for role, job in sorted(jobs - played)),
        *(f"the guide does not name “{job}” ({role})" for role, job in sorted(played - jobs)),
    ]
