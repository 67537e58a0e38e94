"""How far a roadmap is: indicators between two values, steps done."""


def share_reached(start, target, value):
    """Return how much of the way to a target is made, from 0 to 1.

    Targets may lie below the start (debts, days of delay). What went the wrong way counts as 0,
    what went further than the target as 1.

    :param float start: value on the first day
    :param float target: value that means success
    :param float value: last value measured, or None
    :return: float, or None when nothing was measured

    >>> share_reached(0, 500, 320)
    0.64
    >>> share_reached(30, 10, 15)
    0.75
    >>> share_reached(0, 500, 700), share_reached(100, 500, 20)
    (1.0, 0.0)
    >>> share_reached(5, 5, 5), share_reached(5, 5, 4)
    (1.0, 0.0)
    >>> share_reached(0, 500, None) is None
    True
    """
    if value is None:
        return None
    if start == target:
        return float(value >= target)
    return min(max((value - start) / (target - start), 0.0), 1.0)


def share_done(states):
    """Return the share of steps that are done among those that still count, from 0 to 1.

    :param states: iterable of the states of steps; what is dropped does not count
    :return: float, 0 when no step counts

    >>> share_done(["done", "todo", "doing", "dropped"])
    0.3333333333333333
    >>> share_done(["dropped"])
    0.0
    """
    counted = [state for state in states if state != "dropped"]
    return counted.count("done") / len(counted) if counted else 0.0
