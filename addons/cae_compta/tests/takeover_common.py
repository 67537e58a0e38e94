import base64
import csv
import io
from decimal import Decimal
from pathlib import Path

from odoo.addons.cae_gestion.tests.common import GestionCommon

from ..engine import trial_balance

# The project's sibling folder of real files; a clone elsewhere has none.
REAL_FILE = (
    Path(__file__).resolve().parents[3].parent
    / "shared"
    / "data"
    / "balance_analytique_2017-09.csv"
)
REAL_FIGURES = {
    "accounts": 73,
    "debit": Decimal("411822.43"),
    "credit": Decimal("411822.43"),
    "turnover": Decimal("112945.79"),
    "charges": Decimal("49671.24"),
    "result": Decimal("60186.10"),
    "banks": Decimal("16260.29"),
    "contribution": Decimal("10745.86"),
    "customers_due": Decimal("27427.50"),
}
# The layout of the real file, with what is unusual in it: negative debits and credits, accounts
# that come to nothing, an income account in debit, the contribution on a purchase account, and
# the amounts that customers retain, dispute, and that staff were advanced.
MADE_LINES = [
    ("218200", "Transport\u00e9", "5100", " "),
    ("401200", "Fournisseurs ", "19204.67", "26263.01"),
    ("411200", "Client", "87638.02", "68096.52"),
    ("411700", "Client - Retenue de garantie 5 %", "16578.42", " "),
    ("416000", "Clients douteux ou litigieux", "2402.82", " "),
    ("419100", "Clients - avances", "4983.57", "4983.57"),
    ("425200", "Frais - Personnel", "6021.81", "1100"),
    ("445510", "TVA \u00e0 d\u00e9caisser", "1496.9", "-2676.4"),
    ("512120", "Banque", "32651.19", "126"),
    ("512130", "Caisse d'Epargne", "-2792.06", "1096"),
    ("604101", "Participation Prestation PP 10 %", "12298.29", "1552.43"),
    ("606130", "Carburant", "1202.55", " "),
    ("704010", "Travaux - PP 10 %", "-150", "10578.09"),
    ("706012", "Prestations de services 20 %", " ", "9801.2"),
    ("771800", "Produits excep. / PP", "3088.45", " "),
]


def make_file():
    """Return a file of the layout of the real one, and its figures summed here by hand."""
    amounts = [
        (code, label, Decimal(debit.strip() or 0), Decimal(credit.strip() or 0))
        for code, label, debit, credit in MADE_LINES
    ]
    amounts.append(
        (
            "456301",
            "Associ\u00e9",
            Decimal(0),
            sum(line[2] for line in amounts) - sum(line[3] for line in amounts),
        )
    )
    rows = [
        ",".join(
            f'"{cell}"'
            for cell in ("0USER", "USER1", code, label, debit or " ", credit or " ", debit - credit)
        )
        for code, label, debit, credit in amounts
    ]

    def balance(*prefixes):
        return sum(
            (line[2] - line[3] for line in amounts if line[0].startswith(prefixes)), Decimal(0)
        )

    return "\n".join(rows).encode(), {
        "accounts": len(amounts),
        "debit": sum(line[2] for line in amounts),
        "credit": sum(line[3] for line in amounts),
        "turnover": -balance("70"),
        "charges": balance("6"),
        "result": -balance("6", "7"),
        "banks": balance("512"),
        "contribution": balance("604101"),
        "customers_due": balance("4112"),
    }


def read_balance_file():
    """Return (bytes, figures) of the real file, or of one of the same layout without it."""
    if REAL_FILE.exists():
        return REAL_FILE.read_bytes(), REAL_FIGURES
    return make_file()


def write_balance(
    lines: list,
    encoding: str = "utf-8-sig",
    separator: str = ";",
    decimal_mark: str = ".",
    thousands: str = "",
    headings: tuple | list | None = (
        "Code",
        "Activity",
        "Account",
        "Label",
        "Debit",
        "Credit",
        "Balance",
    ),
) -> bytes:
    """Write an analytic trial balance as a csv file that `trial_balance.read` understands.

    :param headings: names of the seven columns; None for a file without a line of headings
    """

    def amount(value):
        if not value:
            return ""
        return f"{value:,.2f}".translate({ord(","): thousands, ord("."): decimal_mark})

    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=separator, lineterminator="\r\n")
    if headings:
        writer.writerow(headings)
    for line in lines:
        amounts = [amount(value) for value in (line.debit, line.credit, line.balance)]
        writer.writerow([line.code, line.name, line.account, line.label, *amounts])
    return output.getvalue().encode(encoding)


class TakeoverCommon(GestionCommon):
    """GestionCommon with the old books of one activity, code 0USER, unknown to the cooperative."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data, cls.figures = read_balance_file()
        cls.Takeover = cls.env["cae.takeover"].with_user(cls.accountant).with_context(lang="en_US")

    @classmethod
    def _takeover(cls, data=None, **vals):
        """Return a draft take-over of a file, at the date of the real one."""
        return cls.Takeover.create(
            {
                "file": base64.b64encode(cls.data if data is None else data),
                "file_name": "balance.csv",
                "date": "2017-09-21",
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def _read(cls, data=None, **vals):
        takeover = cls._takeover(data, **vals)
        takeover.action_read()
        return takeover

    @staticmethod
    def _get_messages(takeover, severity="problem"):
        """Return the sentences on what was found in the file, as one text."""
        found = takeover.problem_ids.filtered(lambda problem: problem.severity == severity)
        return "\n".join(found.mapped("message"))

    @classmethod
    def _book(cls, data=None, **vals):
        """Return a booked take-over, of a new activity unless one is given."""
        takeover = cls._read(data, **vals)
        takeover.action_create_missing_accounts()
        if not takeover.activity_id:
            takeover.is_new_activity = True
        takeover.action_book()
        return takeover

    @staticmethod
    def _small(*lines, code="SMALL", **options):
        """Return a csv file of (account, label, debit, credit) lines of one activity."""
        return write_balance(
            [
                trial_balance.Line(
                    0, code, "Small shop", account, label, Decimal(debit), Decimal(credit)
                )
                for account, label, debit, credit in lines
            ],
            **options,
        )
