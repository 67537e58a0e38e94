"""What people type into the forms of the site and of their space."""


def find_too_long(env, texts, lengths):
    """Return {field: sentence} of the texts that are too long.

    :param dict texts: what was typed, by field
    :param dict lengths: how many characters there may be, by field
    """
    return {
        field: env._(
            "This is too long: %(typed)s characters, %(longest)s at most.",
            typed=len(texts[field]),
            longest=longest,
        )
        for field, longest in lengths.items()
        if len(texts[field]) > longest
    }
