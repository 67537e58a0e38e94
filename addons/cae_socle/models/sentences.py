"""Sentences that stand in a view: what is wrong, and what to write."""


def load_sentences(env, view):
    """Return {code: sentence} of a view that lists them, in the user's language."""
    return env["ir.ui.view"]._get_cae_sentences(view)


def describe(problem, tables, sentences):
    """Say what is wrong and what to do.

    :param problem: engine.import_file.Problem
    :param dict tables: {name: engine.import_file.Table}
    :param dict sentences: {code: sentence}
    :return: str, one or two sentences, without the place
    """
    if problem.sentence:
        return problem.sentence
    values = {**problem.values, "value": problem.value}
    table = tables.get(problem.kind)
    column = table and table.find(problem.column)
    values |= {"sheet_name": table and table.label, "column": column and column.label}
    if column and column.choices:
        values["choices"] = ", ".join(label for label, _words in column.choices.values())
    parts = [sentences[problem.code] % values]
    if problem.code == "choice_unknown":
        parts.append(column.hint)
    if values.get("nearest") and problem.code != "date_order":
        parts.append(sentences["nearest"] % values)
    return " ".join(filter(None, parts))
