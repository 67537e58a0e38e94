"""A person needs a while to fill in a form; a machine answers at once."""

MIN_SECONDS = 3
MAX_SECONDS = 24 * 3600


def judge_age(made_at, now):
    """Return None if the page was open for a human time, else "too_fast" or "too_old".

    >>> judge_age(100, 102), judge_age(100, 103), judge_age(100, 100 + 90000)
    ('too_fast', None, 'too_old')
    """
    age = now - made_at
    if age < MIN_SECONDS:
        return "too_fast"
    if age > MAX_SECONDS:
        return "too_old"
    return None
