"""Does a text name one machine's folders, one registry's host, or papers of the house?

Such a text is wrong on the next machine. Folders come from the repository's own place or from
the configuration; hosts come from the machine's package tools. A line of a document that the
reader cannot open tells nothing.
"""

import re

# Written in pieces so that this file does not hold what it looks for.
FOLDERS = ("work", "root", "home")
HOSTS = (
    ("pypi", "org"),
    ("files", "pythonhosted", "org"),
    ("deb", "debian", "org"),
    ("ftp", "debian", "org"),
    ("registry", "npmjs", "org"),
    ("registry", "yarnpkg", "com"),
    ("proxy", "golang", "org"),
    ("index", "crates", "io"),
)
PATH = re.compile(rf"(?<![\w.\-/{{}}$<>])/(?:{'|'.join(FOLDERS)})/\w")
HOST = re.compile(r"(?<![\w.])(?:" + "|".join(r"\.".join(parts) for parts in HOSTS) + r")\b")
PAPER = re.compile(r"(?<![\w:.])0\d\d:\d+\b(?!:)")
FORBIDDEN = (
    (PATH, "a folder of one machine"),
    (HOST, "a registry's host"),
    (PAPER, "a line of a document that the reader cannot open"),
)


def find_machine_path_offenders(path, name):
    """Lines of the text file ``path``, called ``name`` in the message; binary files have none."""
    content = path.read_bytes()
    if b"\0" in content[:8192]:
        return
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        for pattern, what in FORBIDDEN:
            found = pattern.search(line)
            if found:
                yield f"{name}:{number}: {found.group()!r} is {what}"
