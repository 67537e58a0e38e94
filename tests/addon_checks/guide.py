"""The guide in `docs/` and the README: what they point to is there, and what is there is shown."""

import re

# [text](target) and ![text](target); a target in the web or within the page is left alone
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)")
WEB = re.compile(r"[a-z]+:")


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
