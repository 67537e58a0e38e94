"""Is the manifest complete, and does it list what lies on disk?"""

import re

AUTHOR = "CAE Suite contributors"
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
REQUIRED = ("name", "summary", "category", "depends", "website")
DATA_FOLDERS = ("views", "data", "security", "report", "reports", "wizard", "wizards", "templates")
README = ("DESCRIPTION.md", "USAGE.md", "HISTORY.md")


def find_manifest_offenders(addon):
    """Keys that are missing or are not those of the suite."""
    manifest = addon.manifest
    where = f"{addon.name}/__manifest__.py"
    for key in REQUIRED:
        if not manifest.get(key):
            yield f"{where}: {key!r} is missing or empty"
    if not VERSION.fullmatch(manifest.get("version", "")):
        yield f"{where}: version {manifest.get('version')!r} is not 19.0.x.y.z"
    if manifest.get("license") != "AGPL-3":
        yield f"{where}: license {manifest.get('license')!r} is not 'AGPL-3'"
    if manifest.get("author") != AUTHOR:
        yield f"{where}: author {manifest.get('author')!r} is not {AUTHOR!r}"
    if not manifest.get("installable", True):
        yield f"{where}: an addon of the suite is installable"
    icons = ("static/description/icon.png", "static/description/icon.svg")
    if manifest.get("application") and not addon.files(*icons):
        yield f"{where}: an application needs {icons[0]} or .svg"


def find_data_offenders(addon):
    """Data files on disk that are not listed, listed ones that are not on disk, empty assets."""
    manifest = addon.manifest
    where = f"{addon.name}/__manifest__.py"
    listed = [*manifest.get("data", ()), *manifest.get("demo", ())]
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"{where}: {name} is listed twice"
    for name in listed:
        if not (addon.path / name).is_file():
            yield f"{where}: {name} is listed but is not on disk"
    patterns = [f"{folder}/**/*.{ext}" for folder in DATA_FOLDERS for ext in ("xml", "csv")]
    for path in addon.files(*patterns):
        name = path.relative_to(addon.path).as_posix()
        # data/template/*.csv is read by Odoo's chart loader, never by the manifest.
        if name not in listed and not name.startswith("data/template/"):
            yield f"{where}: {name} is on disk but is neither in 'data' nor in 'demo'"
    for bundle, entries in manifest.get("assets", {}).items():
        for entry in entries:
            pattern = entry if isinstance(entry, str) else entry[-1]
            owner, _slash, inside = pattern.strip("/").partition("/")
            if owner == addon.name and not addon.files(inside):
                yield f"{where}: {pattern} of {bundle} matches no file"


def find_readme_offenders(addon):
    """The three files of ``readme/``, with something in them."""
    for name in README:
        path = addon.path / "readme" / name
        if not path.is_file():
            yield f"{addon.name}/readme/{name} is missing"
        elif not path.read_text(encoding="utf-8").strip():
            yield f"{addon.name}/readme/{name} is empty"
