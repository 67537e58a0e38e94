from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from passlib.context import CryptContext

from odoo import fields
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import TransactionCase

# how long the tests of a class last at most
LONGEST = timedelta(minutes=5)


def get_seconds_to_midnight(now, zones, margin):
    """Return for how long the day goes on, if midnight would fall into the tests.

    :param datetime now: with its time zone
    :param list zones: the time zones whose midnight counts (tzinfo)
    :param timedelta margin: how long the tests last
    :return: seconds, 0 if they may begin
    :rtype: float

    >>> from zoneinfo import ZoneInfo
    >>> zones, margin = [UTC, ZoneInfo("Europe/Paris")], timedelta(minutes=2)
    >>> get_seconds_to_midnight(datetime(2026, 11, 28, 22, 57, tzinfo=UTC), zones, margin)
    0
    >>> get_seconds_to_midnight(datetime(2026, 11, 28, 22, 59, tzinfo=UTC), zones, margin)
    60.0
    >>> get_seconds_to_midnight(datetime(2026, 11, 28, 23, 0, tzinfo=UTC), zones, margin)
    0
    """
    waits = []
    for zone in zones:
        local = now.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        if midnight - local < margin:
            waits.append((midnight - local).total_seconds())
    return max(waits, default=0)


def keep_the_day(case):
    """Let the day that a class of tests begins on last until they are over: ``case.today``.

    Just before midnight the clock of the class is set to the next day and goes on from there:
    what is done today is still done today when a test looks at it. Fields that Odoo fills in by
    UTC have a midnight of their own. ``case.clock_is_ahead`` tells whether it was set.

    """
    seconds = get_seconds_to_midnight(datetime.now(UTC), [UTC, case.env.tz], LONGEST)
    case.clock_is_ahead = bool(seconds)
    if seconds:
        # freezegun reckons without zones, in UTC
        ahead = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=seconds + 1)
        case.startClassPatcher(freeze_time(ahead, tick=True))
        # the moment that the database gives to the rows of this transaction
        case.cr._now = fields.Datetime.now()
    case.today = fields.Date.context_today(case.env.user)


def allow_any_password(env):
    """Return a patch: the passwords of tests equal the logins, which are shorter than allowed."""
    return patch.object(
        type(env["res.users"]), "_check_password_policy", lambda self, passwords: None
    )


class FixtureCase(TransactionCase):
    """What the tests of an addon share is made once in a database, not once for each class.

    A class in ``tests/common.py`` that defines ``_make_fixture()`` sets records as attributes of
    the class. `./cae test` runs it before the first test, and keeps the records under XML ids;
    each class of tests takes them from there. In a database without them they are made for each
    class. The same holds for the fixtures of the addons below.

    ``fixture_order``: whose is highest begins, and makes what is below in its own way.
    """

    fixture_order = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_env()
        for level in cls._find_fixtures():
            if not cls._take_fixture(level):
                level._make_fixture.__func__(cls)

    @classmethod
    def _set_up_env(cls):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})

    @classmethod
    def _find_fixtures(cls):
        return [level for level in reversed(cls.__mro__) if "_make_fixture" in vars(level)]

    @classmethod
    def _take_fixture(cls, level):
        kept = cls.env["ir.model.data"].search([("module", "=", _get_fixture_name(level))])
        for data in kept:
            setattr(cls, data.name, cls.env[data.model].browse(data.res_id))
        return kept

    @classmethod
    def _keep_fixture(cls, env):
        """Make the records of this class in a database, with those of the addons below."""
        maker = type(cls.__name__, (cls,), {"env": env})
        maker._set_up_env()
        for level in cls._find_fixtures():
            if maker._take_fixture(level):
                continue
            before = set(vars(maker))
            with patch.object(type(env["res.users"]), "_crypt_context", _hash_fast):
                level._make_fixture.__func__(maker)
            env["ir.model.data"].create(
                [
                    {
                        "module": _get_fixture_name(level),
                        "name": name,
                        "model": record._name,
                        "res_id": record.id,
                        "noupdate": True,
                    }
                    for name, record in vars(maker).items()
                    if name not in before and isinstance(record, BaseModel)
                ]
            )


def _hash_fast(users):
    return CryptContext(["pbkdf2_sha512", "plaintext"], pbkdf2_sha512__rounds=1)


def _get_fixture_name(level):
    """The module of the XML ids: a name that no addon has."""
    return f"{level.__module__.split('.')[2]}_fixture"


class CaeCommon(FixtureCase):
    """A small cooperative with one user per role, for the tests of every addon.

    The company is the database's own when it is French (with its chart of accounts,
    where there is one), else one made for the test. All passwords equal the logins, so
    that an HttpCase may ``self.authenticate(user.login, user.login)``; everybody reads English,
    whatever the database's language.

    - ``company``, ``other_company``: two French cooperatives; the second only has
      ``other_accountant`` and ``other_activity`` of ``other_entrepreneur``
    - ``advisor``, ``accountant``, ``manager``: staff; ``employee``: staff without any of
      our groups
    - ``alice``, ``bruno``: entrepreneurs, with ``alice_user`` / ``bruno_user`` on the
      portal, ``alice_activity`` / ``bruno_activity``, in the cooperative since 1 January 2025:
      she in the stage CESA, he in the stage CAPE
    - ``dora``: the same, a candidate, in ``other_territory``, where
      ``other_advisor`` works: ``advisor`` does not see her
    - ``today``: the day of those users, which ends after the tests
    - ``territory`` (of ``advisor``, ``alice`` and ``bruno``), ``pole``

    Mixed with HttpCase: ``class TestPortal(CaeCommon, HttpCase)``.
    """

    password_policy = False  # of the tests' own users

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keep_the_day(cls)
        if not cls.password_policy:
            cls.startClassPatcher(allow_any_password(cls.env))
        if "website" in cls.env:
            # Where the public site is installed, its language is the pages' language.
            english = cls.env.ref("base.lang_en")
            cls.env["website"].search([("default_lang_id", "!=", english.id)]).write(
                {"language_ids": [Command.link(english.id)], "default_lang_id": english.id}
            )

    @classmethod
    def _make_fixture(cls):
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls._cae_company()
        cls.other_company = cls._create_company("Another cooperative")
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id), Command.link(cls.other_company.id)],
                "company_id": cls.company.id,
            }
        )
        (
            cls.advisor,
            cls.other_advisor,
            cls.accountant,
            cls.manager,
            cls.employee,
            cls.other_accountant,
        ) = cls._create_users(
            [
                cls._get_staff_values("cae_advisor", "cae_socle.group_advisor"),
                cls._get_staff_values("cae_other_advisor", "cae_socle.group_advisor"),
                cls._get_staff_values("cae_accountant", "cae_socle.group_accountant"),
                cls._get_staff_values("cae_manager", "cae_socle.group_manager"),
                cls._get_staff_values("cae_employee", "base.group_user"),
                cls._get_staff_values(
                    "cae_other_accountant", "cae_socle.group_accountant", cls.other_company
                ),
            ]
        )

        cls.territory = cls.env["cae.territory"].create(
            {
                "name": "River bank",
                "code": "TRB",
                "company_id": cls.company.id,
                "advisor_ids": [Command.set(cls.advisor.ids)],
            }
        )
        cls.other_territory = cls.env["cae.territory"].create(
            {
                "name": "Hill side",
                "code": "THS",
                "company_id": cls.company.id,
                "advisor_ids": [Command.set(cls.other_advisor.ids)],
            }
        )
        cls.pole = cls.env["cae.pole"].create({"name": "Crafts", "company_id": cls.company.id})
        (
            (cls.alice, cls.alice_user, cls.alice_activity),
            (cls.bruno, cls.bruno_user, cls.bruno_activity),
            (cls.dora, cls.dora_user, cls.dora_activity),
        ) = cls._create_entrepreneurs(
            [
                ("Alice Arnaud", "cae_alice", "Blue workshop", "TALI", cls._in_stage("cesa")),
                ("Bruno Blin", "cae_bruno", "Green garden", "TBRU", cls._in_stage("cape")),
                (
                    "Dora Duval",
                    "cae_dora",
                    "Red bakery",
                    "TDOR",
                    {
                        "territory_id": cls.other_territory.id,
                        "referent_id": cls.other_advisor.id,
                    },
                ),
            ]
        )
        cls.other_entrepreneur = cls.env["cae.entrepreneur"].create(
            {"name": "Carla Colin", "company_id": cls.other_company.id}
        )
        cls.other_activity = cls.env["cae.activity"].create(
            {
                "name": "Other activity",
                "code": "TOTH",
                "company_id": cls.other_company.id,
                "entrepreneur_ids": [Command.set(cls.other_entrepreneur.ids)],
            }
        )

    @classmethod
    def _cae_company(cls):
        company = cls.env.company
        if company.country_id.code == "FR":
            return company
        return cls._create_company("The cooperative")

    @classmethod
    def _create_company(cls, name):
        """Return a new French company, without a chart of accounts."""
        return cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.env.ref("base.fr").id,
                "currency_id": cls.env.ref("base.EUR").id,
            }
        )

    @classmethod
    def _create_staff(cls, login, group, company=None):
        """Return a user of the back office whose password is the login.

        :param str group: XML id of its group
        """
        return cls._create_users([cls._get_staff_values(login, group, company)])

    @classmethod
    def _get_staff_values(cls, login, group, company=None):
        company = company or cls.company
        return {
            "name": login.replace("_", " ").title(),
            "login": login,
            "password": login,
            "email": f"{login}@example.com",
            "lang": "en_US",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(cls.env.ref(group).ids)],
        }

    @classmethod
    def _create_users(cls, vals_list):
        users = cls.env["res.users"].with_context(no_reset_password=True)
        with allow_any_password(cls.env):
            return users.create(vals_list)

    @classmethod
    def _in_stage(cls, stage):
        """Return the values of somebody who came on 1 January 2025."""
        return {"stage": stage, "date_entry": "2025-01-01"}

    @classmethod
    def _identity(cls):
        """Return what a contract prints of a person."""
        return {
            "birth_date": "1984-12-05",
            "birth_place": "Nantes (44)",
            "nationality_id": cls.env.ref("base.fr").id,
            "street": "1 quai du Port",
            "zip": "44000",
            "city": "Nantes",
        }

    @classmethod
    def _create_entrepreneur(cls, name, login, activity_name, code, **vals):
        """Return (file, portal user, activity) of a new person of ``company``."""
        [made] = cls._create_entrepreneurs([(name, login, activity_name, code, vals)])
        return made

    @classmethod
    def _create_entrepreneurs(cls, people):
        """Return [(file, portal user, activity)] of new people of ``company``.

        :param people: [(name, login, name of the activity, its code, values of the file)]
        """
        entrepreneurs = cls.env["cae.entrepreneur"].create(
            [
                {
                    "name": name,
                    "email": f"{login}@example.com",
                    "lang": "en_US",
                    "company_id": cls.company.id,
                    "territory_id": cls.territory.id,
                    "pole_ids": [Command.set(cls.pole.ids)],
                    "referent_id": cls.advisor.id,
                    **cls._identity(),
                    **vals,
                }
                for name, login, _activity_name, _code, vals in people
            ]
        )
        for entrepreneur in entrepreneurs.filtered("date_entry"):
            entrepreneur.stage_history_ids.date_from = entrepreneur.date_entry
        users = cls._create_users(
            [
                {
                    "partner_id": entrepreneur.partner_id.id,
                    "login": login,
                    "password": login,
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
                }
                for entrepreneur, (_name, login, *_rest) in zip(entrepreneurs, people, strict=True)
            ]
        )
        activities = cls.env["cae.activity"].create(
            [
                {
                    "name": activity_name,
                    "code": code,
                    "company_id": cls.company.id,
                    "entrepreneur_ids": [Command.set(entrepreneur.ids)],
                    "territory_id": entrepreneur.territory_id.id,
                    "date_start": "2025-01-01",
                }
                for entrepreneur, (_name, _login, activity_name, code, _vals) in zip(
                    entrepreneurs, people, strict=True
                )
            ]
        )
        return list(zip(entrepreneurs, users, activities, strict=True))
