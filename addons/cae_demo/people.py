"""What the files of data/ tell of the example cooperative. All fictional: check digits are right,
numbers are nobody's; texts are as its members and its team would write them.
"""

import json
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read(name):
    """Return what a file of data/ says."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


COOPERATIVE = read("cooperative")
COMPANY = COOPERATIVE["company"]
# The password of each is the login.
STAFF = COOPERATIVE["staff"]
PORTAL = COOPERATIVE["portal"]
LOGINS = [*STAFF, *PORTAL]
# Contracts: kind, months ago of the start, months of duration or none.
ENTREPRENEURS = read("entrepreneurs")
