"""The columns of the files of an import, in words: headings, explanations, an example."""

from ..engine.people_file import CHOICES, COLUMNS, EXAMPLE_KEY, KINDS, Words


def get_kind_labels(env):
    """Return {kind: name of its sheet}, in the user's language."""
    return {
        "people": env._("People"),
        "activities": env._("Activities"),
        "contracts": env._("Contracts"),
        "earlier": env._("Other contracts"),
    }


def get_lists_label(env):
    """Return the name of the template's sheet of names to choose from."""
    return env._("Lists")


def get_choice_labels(env):
    """Return {column: {value: what to write in the file}}."""
    return {
        "stage": {
            "candidate": env._("Candidate"),
            "project_holder": env._("Project holder"),
            "cape": "CAPE",
            "cesa": "CESA",
            "associate": env._("Associate"),
            "former": env._("Former"),
        },
        "kind": {
            "cape": "CAPE",
            "cesa": "CESA",
            "renewal": env._("Renewal"),
            "amendment": env._("Amendment"),
        },
        # As in the file of the person, where these contracts are typed by hand.
        "earlier_kind": dict(
            env["cae.earlier.contract"]._fields["kind"]._description_selection(env)
        ),
    }


def get_headings(env):
    """Return {kind: {column: heading}}, in the user's language."""
    return {
        "people": {
            "key": env._("Key"),
            "first_name": env._("First name"),
            "last_name": env._("Last name"),
            "email": env._("Email"),
            "phone": env._("Phone"),
            "street": env._("Address"),
            "street2": env._("Address complement"),
            "zip": env._("Postcode"),
            "city": env._("City"),
            "country": env._("Country"),
            "birth_date": env._("Birth date"),
            "birth_place": env._("Birth place"),
            "nationality": env._("Nationality"),
            "social_number": env._("Social security number"),
            "stage": env._("Stage"),
            "territory": env._("Territory"),
            "poles": env._("Poles"),
            "referent": env._("Referent"),
            "second_advisors": env._("Second advisors"),
            "prescriber": env._("Prescriber"),
            "publics": env._("Publics"),
            "date_entry": env._("Entry"),
            "date_exit": env._("Exit"),
            "exit_reason": env._("Reason of the exit"),
            "exit_destination": env._("Destination after the exit"),
            "exit_positive": env._("Positive exit"),
            "date_associate": env._("Associate since"),
            "employed_full_time": env._("Employed full time elsewhere"),
        },
        "activities": {
            "key": env._("Key"),
            "code": env._("Code"),
            "name": env._("Activity"),
            "entrepreneurs": env._("Entrepreneurs"),
            "territory": env._("Territory"),
            "poles": env._("Poles"),
            "date_start": env._("Start"),
            "date_end": env._("End"),
        },
        "contracts": {
            "key": env._("Key"),
            "person": env._("Entrepreneur"),
            "activity": env._("Activity"),
            "kind": env._("Kind"),
            "date_start": env._("Start"),
            "date_end": env._("End"),
            "minimum_turnover": env._("Minimum turnover a month"),
            "minimum_hours": env._("Minimum hours a month"),
            "working_time": env._("Hours a week"),
            "fixed_pay": env._("Fixed pay a month"),
            "trial_date_end": env._("End of the trial period"),
            "territory": env._("Territory"),
            "other_project": env._("For another project"),
        },
        "earlier": {
            "key": env._("Key"),
            "person": env._("Entrepreneur"),
            "earlier_kind": env._("Other contract"),
            "date_start": env._("Start"),
            "date_end": env._("End"),
        },
    }


def get_explanations(env):
    """Return {kind: {column: one sentence on how to fill it}}."""
    choices = get_choice_labels(env)
    key = env._(
        "What your former program calls it, or any number of yours. The same key at the next "
        "import updates instead of adding."
    )
    territory = env._("The name of a territory of the cooperative.")
    poles = env._("One or several poles, separated by semicolons.")
    return {
        "people": {
            "key": key,
            "first_name": env._("May stay empty when the last name holds both."),
            "last_name": env._("Always needed."),
            "email": env._("One address, of this person only. Finds the person again if no key."),
            "phone": env._("One number. A zero that your spreadsheet ate is given back."),
            "street": env._("Number and street."),
            "street2": env._("Building, floor, place."),
            "zip": env._("Five figures."),
            "city": "",
            "country": env._("Empty means France as far as the postcode goes."),
            "birth_date": env._("Day, month, year: for contracts and the staff register."),
            "birth_place": env._("Town and department, or country: Tours (37)."),
            "nationality": env._("A country, or the word: France, French."),
            "social_number": env._("15 figures, key included, in a cell formatted as text."),
            "stage": env._(
                "%(stages)s. CAPE and CESA follow from the contracts.",
                stages=", ".join(choices["stage"].values()),
            ),
            "territory": territory,
            "poles": poles,
            "referent": env._("Name or e-mail of the advisor who answers for this person."),
            "second_advisors": env._("Names or e-mails, separated by semicolons."),
            "prescriber": env._("Who sent this person: a name of your list of prescribers."),
            "publics": env._("Names of your list of publics, separated by semicolons."),
            "date_entry": env._("Day, month, year. The first contract says it where there is one."),
            "date_exit": env._("For who has left: day, month, year of the last day."),
            "exit_reason": env._("Why: a name of your list of reasons."),
            "exit_destination": env._(
                "To what: a name of your list of destinations, which says whether the exit is "
                "positive."
            ),
            "exit_positive": env._("Yes or no, only where the destination says it otherwise."),
            "date_associate": env._("Day on which the person became an associate."),
            "employed_full_time": env._(
                "Yes for a full-time job elsewhere, which excludes a CAPE."
            ),
        },
        "activities": {
            "key": key,
            "code": env._("Analytic code, of this activity only. Finds it again if no key."),
            "name": env._("Always needed."),
            "entrepreneurs": env._(
                "Keys, e-mails or names of the people of this activity, separated by semicolons."
            ),
            "territory": territory,
            "poles": poles,
            "date_start": env._("Day, month, year."),
            "date_end": env._("Empty for an activity that goes on."),
        },
        "contracts": {
            "key": key,
            "person": env._("Always needed: key, e-mail or name of the person."),
            "activity": env._(
                "Key, code or name of one activity of the person. Empty: all of them."
            ),
            "kind": env._(
                "Always needed: CAPE or CESA; then one line for each renewal or amendment of it, "
                "with “%(renewal)s” or “%(amendment)s”.",
                renewal=choices["kind"]["renewal"],
                amendment=choices["kind"]["amendment"],
            ),
            "date_start": env._("Always needed: first day, of the contract or of what it changes."),
            "date_end": env._(
                "Last day as agreed. Needed for a CAPE (12 months at most) and a renewal. Past: "
                "the contract has ended."
            ),
            "minimum_turnover": env._(
                "In euros, without VAT. In an amendment: only if it changes."
            ),
            "minimum_hours": env._("Hours of activity, such as 10 or 10h30."),
            "working_time": env._("CESA only."),
            "fixed_pay": env._("CESA only: gross, in euros."),
            "trial_date_end": env._("CESA only: day, month, year."),
            "territory": territory,
            "other_project": env._(
                "Yes for a CAPE for another project than the one before: its months are counted "
                "anew."
            ),
        },
        "earlier": {
            "key": key,
            "person": env._("Always needed: key, e-mail or name of the person."),
            "earlier_kind": env._(
                "Always needed: %(kinds)s. Its time is taken off the trial period and the 3 years "
                "to become an associate.",
                kinds=", ".join(choices["earlier_kind"].values()),
            ),
            "date_start": env._("Always needed: day, month, year."),
            "date_end": env._("Empty while it goes on."),
        },
    }


def get_example(env):
    """Return {kind: {column: cell}} of fictional people; its key keeps it from being imported."""
    return {
        "people": {
            "key": EXAMPLE_KEY,
            "first_name": "Camille",
            "last_name": "Martin",
            "email": "camille.martin@example.com",
            "phone": "06 12 34 56 78",
            "street": "12 rue des Lilas",
            "zip": "01000",
            "city": "Bourg-en-Bresse",
            "stage": "CESA",
            "date_entry": "03/02/2025",
        },
        "activities": {
            "key": EXAMPLE_KEY,
            "code": "CMA",
            "name": "Atelier Camille",
            "entrepreneurs": EXAMPLE_KEY,
            "date_start": "03/02/2025",
        },
        "contracts": {
            "key": EXAMPLE_KEY,
            "person": EXAMPLE_KEY,
            "activity": "CMA",
            "kind": "CAPE",
            "date_start": "03/02/2025",
            "date_end": "02/02/2026",
            "minimum_turnover": "160",
            "minimum_hours": "10",
        },
        "earlier": {
            "key": EXAMPLE_KEY,
            "person": EXAMPLE_KEY,
            "earlier_kind": get_choice_labels(env)["earlier_kind"]["fixed_term"],
            "date_start": "02/09/2024",
            "date_end": "31/12/2024",
        },
    }


def get_words(env):
    """Return the words that files may use: those on the screen in every installed language."""
    headings = {kind: {} for kind in KINDS}
    choices = {column: {} for column in CHOICES}
    sheets = {kind: [] for kind in KINDS}
    lists = []
    for code, _name in env["res.lang"].get_installed():
        translated = env(context={**env.context, "lang": code})
        for kind, labels in get_headings(translated).items():
            for column, label in labels.items():
                headings[kind].setdefault(column, []).append(label)
        for column, labels in get_choice_labels(translated).items():
            for value, label in labels.items():
                choices[column].setdefault(value, []).append(label)
        for kind, label in get_kind_labels(translated).items():
            sheets[kind].append(label)
        lists.append(get_lists_label(translated))
    return Words(headings, choices, sheets, lists)


def list_columns(kind):
    """Return the names of the columns of a kind, in the order of the template."""
    return [column.name for column in COLUMNS[kind]]
