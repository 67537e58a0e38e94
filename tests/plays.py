"""Says which job of the guide a browser test plays, and as whom.

The jobs stand in a table of `docs/README.md`; a job that no test plays fails a check.
"""

ROLES = {
    "advisor": "chargé ou chargée d'accompagnement",
    "accountant": "comptable",
    "manager": "gérant ou gérante",
    "person": "entrepreneur ou entrepreneuse",
}


def plays(role, job):
    """Decorate a test that does a job through its screens, typing and saving.

    :param str role: a key of ROLES
    :param str job: as the guide names it
    """
    assert role in ROLES, role
    return lambda test: test
