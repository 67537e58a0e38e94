"""Terms: export each addon's .pot, merge it into fr.po, say what is left to translate."""

from __future__ import annotations

from . import addons, database, machine, serve
from .say import Steps, line


def command(wanted: list[str]) -> int:
    """Returns 1 while a term is untranslated."""
    addons.require(wanted)
    names = wanted or addons.names()
    steps = Steps()
    with machine.alone():
        serve.prepare(steps, dev=True, programs=False)
        name = f"{database.main_name()}_i18n"
        kind = database.layers(demo=True)
        with steps.step("Template") as detail:
            template = database.ensure_template(kind, detail)
        with steps.step("Export and merge"):
            database.clone(template, name)
            try:
                found = database.inside("export", name, names=names, what="Exporting the terms")
            finally:
                database.drop(name)
    left = 0
    for name in names:
        read = found[name]
        left += len(read["left"])
        line(
            f"{name}: {read['terms']} terms, {len(read['left'])} to translate, {read['gone']} gone"
        )
        for term in read["left"]:
            print(f"  {name}: {term}")
    return 1 if left else 0
