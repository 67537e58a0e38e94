"""The addons of this repository, found by themselves."""

import ast
import runpy
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS_PATH = ROOT / "addons"


@dataclass(frozen=True)
class Addon:
    """One folder of ``addons/`` with a manifest."""

    path: Path

    @property
    def name(self):
        return self.path.name

    @cached_property
    def manifest(self):
        return ast.literal_eval((self.path / "__manifest__.py").read_text(encoding="utf-8"))

    @property
    def depends(self):
        return tuple(self.manifest.get("depends", ()))

    @cached_property
    def samples(self):
        """What the addon's ``tests/samples.py`` tells the checks, by name."""
        path = self.path / "tests" / "samples.py"
        return runpy.run_path(str(path)) if path.is_file() else {}

    def files(self, *patterns):
        """Files of the addon that match one of the glob patterns, sorted, without caches."""
        found = {path for pattern in patterns for path in self.path.glob(pattern)}
        return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)

    def relative(self, path):
        """``path`` as it is named in a message: from the addons' folder on."""
        return path.relative_to(self.path.parent).as_posix()


def find_addons(folder=ADDONS_PATH):
    """Every addon of ``folder``, each after those it depends on."""
    waiting = {path.parent.name: Addon(path.parent) for path in folder.glob("*/__manifest__.py")}
    ordered = []
    while waiting:
        ready = [name for name in sorted(waiting) if not set(waiting[name].depends) & set(waiting)]
        # A cycle never becomes ready; `layering` is what reports it.
        ordered += [waiting.pop(name) for name in ready or sorted(waiting)]
    return tuple(ordered)


def find_dependencies(addon, addons):
    """Names of the addons among ``addons`` that ``addon`` depends on, directly or not."""
    by_name = {other.name: other for other in addons}
    seen, waiting = set(), [addon]
    while waiting:
        for name in waiting.pop().depends:
            if name in by_name and name not in seen:
                seen.add(name)
                waiting.append(by_name[name])
    return seen


def find_repository_files(root=ROOT):
    """Files under version control or about to be, ignored ones left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    paths = (root / name.decode() for name in listed.split(b"\0") if name)
    return sorted(path for path in paths if path.is_file())


def for_each_addon(cls):
    """Class decorator: each ``check_x(self, addon)`` becomes one test per addon.

    So that a failure names its addon, and ``-k cae_gestion`` runs what concerns that one.
    """

    def make_test(check, addon):
        def test(self):
            offenders = check(self, addon)
            assert not offenders, explain(offenders)

        test.__doc__ = check.__doc__
        return test

    for name, check in list(vars(cls).items()):
        if name.startswith("check_"):
            for addon in ADDONS:
                setattr(cls, f"test_{name[6:]}__{addon.name}", make_test(check, addon))
    return cls


def explain(offenders):
    """The list of offenders as the message of a failed assertion."""
    offenders = list(offenders)
    return f"{len(offenders)} to put right:\n" + "\n".join(f"- {line}" for line in offenders)


ADDONS = find_addons()


def get_addon(name):
    """The addon of ours of this name."""
    return next(addon for addon in ADDONS if addon.name == name)


def collect_samples(name):
    """One name of the ``tests/samples.py`` of all addons: their dictionaries in one."""
    return {key: value for addon in ADDONS for key, value in addon.samples.get(name, {}).items()}
