"""What the checks on every addon need to know of this one."""

import base64

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n")
IBAN = "FR1420041010050500013M02606"

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.activity.analytic_account_id": "each activity makes its own, and refuses another",
}


def _make_bank_change(env, find):
    return env["cae.bank.change"].create(
        {"entrepreneur_id": find("cae.entrepreneur").id, "iban": IBAN}
    )


def _make_document(env, find):
    return env["cae.document"].create(
        {
            "name": "Sample",
            "entrepreneur_id": find("cae.entrepreneur").id,
            "kind_id": find("cae.document.kind").id,
            "file": PDF,
            "file_name": "sample.pdf",
        }
    )


# Models whose required fields alone do not make a valid record: a function that makes one, of
# the superuser's environment and of a function that gives a record of a model by its name.
FACTORIES = {
    "cae.bank.change": _make_bank_change,
    "cae.document": _make_document,
    "mail.blacklist": lambda env, find: env["mail.blacklist"].create(
        {"email": "sample@ville.example"}
    ),
    "phone.blacklist": lambda env, find: env["phone.blacklist"].create({"number": "+33612345678"}),
}

# What a form needs besides what its view demands: {model: {field: function as above}}.
FORM_VALUES = {
    "cae.bank.change": {"iban": lambda env, find: IBAN},
}

# Records to put into the addresses of pages: (model, address, field of which each value is shown)
# as the person reads them, or a function of the environment and the user.
PAGES = {
    "/my/activities/": ("cae.activity", "/my/activities/%s", None),
    "/my/file/": ("cae.entrepreneur", "/my/file/%s", None),
}
