"""A form's token says when the page was made, and is none that somebody made up."""


def make_message(form, made_at, nonce):
    """Return what is signed.

    >>> make_message("request", 1700000000, "abc")
    'request.1700000000.abc'
    """
    return f"{form}.{made_at}.{nonce}"


def split_token(token):
    """Return (made_at, nonce, signature), or None if it does not look like a token.

    >>> split_token("1700000000.abc.def")
    (1700000000, 'abc', 'def')
    >>> split_token("x.abc.def") is None, split_token("") is None
    (True, True)
    """
    parts = (token or "").split(".")
    if len(parts) != 3 or not (parts[0].isascii() and parts[0].isdigit()) or len(parts[0]) > 12:
        return None
    return int(parts[0]), parts[1], parts[2]
