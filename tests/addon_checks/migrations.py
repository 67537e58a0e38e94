"""Does each version that changed something incompatible bring its migration, tested?

``readme/HISTORY.md`` holds one heading per version (``## 19.0.1.1.0``); its list of versions
is what is checked. 19.0.1.0.0 is where an addon begins; a change of x or y in 19.0.x.y.z
needs a folder ``migrations/<version>/``, a change of z alone does not.
"""

import re

VERSION = re.compile(r"19\.0\.(\d+)\.(\d+)\.(\d+)")
HEADING = re.compile(r"^#+\s+.*?(19\.0\.\d+\.\d+\.\d+)", re.MULTILINE)
SCRIPTS = ("pre-*.py", "post-*.py", "end-*.py")


def find_migration_offenders(addon):
    """Versions without a script, scripts without a test, versions that the history hides."""
    history = addon.path / "readme" / "HISTORY.md"
    text = history.read_text(encoding="utf-8") if history.is_file() else ""
    versions = set(HEADING.findall(text))
    current = addon.manifest.get("version", "")
    if current not in versions:
        yield f"{addon.name}/readme/HISTORY.md: has no heading '## {current}'"
        versions.add(current)
    folders = {
        path.parent.name for script in SCRIPTS for path in addon.files(f"migrations/*/{script}")
    }
    for version in sorted(versions, key=_sort_key):
        if _needs_migration(version, versions) and version not in folders:
            yield (
                f"{addon.name}: version {version} changes x or y of 19.0.x.y.z and has no script "
                f"in migrations/{version}/ (pre-, post- or end-migration.py)"
            )
    tests = "\n".join(
        path.read_text(encoding="utf-8") for path in addon.files("tests/**/test_*.py")
    )
    for folder in sorted(folders):
        if folder not in tests:
            yield f"{addon.name}/migrations/{folder}: no test in tests/ names this version"
        if VERSION.fullmatch(folder) and _sort_key(folder) > _sort_key(current):
            yield f"{addon.name}/migrations/{folder}: is later than the manifest's {current}"


def _sort_key(version):
    match = VERSION.fullmatch(version)
    return tuple(map(int, match.groups())) if match else (0, 0, 0)


def _needs_migration(version, versions):
    major, minor, _patch = _sort_key(version)
    first = min(other for other in map(_sort_key, versions) if other[:2] == (major, minor))
    # Of 19.0.1.1.0 and 19.0.1.1.3 only the first one changed x or y.
    return (major, minor) > (1, 0) and _sort_key(version) == first
