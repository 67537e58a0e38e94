from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.cae_contrat.engine import contract_law
from odoo.addons.cae_contrat.models import legal_checks
from odoo.addons.cae_entrepreneur.models.cae_entrepreneur_identity_mixin import (
    get_nationality_label,
)
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# Below the legal working time a contract is part-time (C. trav. L3121-27, L3123-1).
FULL_TIME_HOURS = 35


class CaeRegister(models.TransientModel):
    """The registers of the cooperative, as they stood on a day or over a period.

    - staff: registre unique du personnel (C. trav. L1221-13, D1221-23), of all employees
    - cape: the people supported under a CAPE, who are not employees
    - associates: people with a CESA who are not associates yet (C. trav. L7331-3)
    """

    _name = "cae.register"
    _description = "Register"
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("cape", "Register of CAPE"),
            ("associates", "People to become associates"),
            ("staff", "Staff register"),
        ],
        required=True,
        default="cape",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=fields.Date.context_today,
        help="The same day twice gives the register as it stood on that day.",
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    body = fields.Html(compute="_compute_body", sanitize=False)

    @api.depends("kind", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for register in self:
            register.display_name = register._get_title()

    @api.depends("kind", "date_from", "date_to", "company_id")
    @api.depends_context("lang", "uid")
    def _compute_body(self):
        for register in self:
            register.body = register._may_show() and self.env["ir.qweb"]._render(
                "cae_chiffres.cae_register_body", register._prepare_values()
            )

    @api.onchange("kind")
    def _onchange_propose_period(self):
        """Propose the years over which the staff register is kept: it names who left too."""
        if not (self.date_from and self.date_to):
            return
        years = self.company_id.cae_keep_staff_years
        first = self.date_to - relativedelta(years=years)
        if self.kind == "staff" and self.date_from == self.date_to:
            self.date_from = first
        elif self.kind != "staff" and self.date_from == first:
            self.date_from = self.date_to

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for register in self:
            if register.date_to < register.date_from:
                raise ValidationError(
                    self.env._(
                        "The register cannot end before it begins: choose %(date)s or later.",
                        date=format_date(self.env, register.date_from),
                    )
                )

    # ------------------------------------------------------------------ rights

    def _may_show(self):
        """Tell whether the dates are in order, and the register open to the user."""
        return (
            self.date_from
            and self.date_to
            and self.date_from <= self.date_to
            and (self.kind != "staff" or self._may_read_staff())
        )

    def _may_read_staff(self):
        # the user's own groups, also where Odoo computes or checks as superuser; managers are
        # accountants too
        return self.env.user.has_group("cae_socle.group_accountant")

    @api.constrains("kind")
    def _check_may_read(self):
        """Raise for those to whom the staff register is closed; the company is one's own."""
        of_staff = self.filtered(lambda register: register.kind == "staff")
        if of_staff and not self._may_read_staff():
            raise AccessError(
                self.env._(
                    "The staff register holds birth dates and nationalities: only managers and "
                    "accountants open it."
                )
            )
        if of_staff.company_id - self.env.companies:
            raise AccessError(self.env._("Choose one of your own cooperatives."))

    # ------------------------------------------------------------------ values

    def _get_title(self):
        return self._get_selection_label(self, "kind")

    def _get_period_label(self):
        first, last = format_date(self.env, self.date_from), format_date(self.env, self.date_to)
        if first == last:
            return self.env._("On %(date)s", date=last)
        return self.env._("From %(date_from)s to %(date_to)s", date_from=first, date_to=last)

    def _get_filename(self):
        return f"{self._get_title()} {self.date_to.isoformat()}"

    def _prepare_values(self):
        """Return what the page, the PDF and the Excel file show.

        :return: dict: register, title, period, columns (list of (label, type, width in
            characters); a type is text, date or number), rows (list of lists of str, date or
            number), and `show`, which writes a value in the user's language
        """
        make = {
            "cape": self._get_cape,
            "associates": self._get_associates,
            "staff": self._get_staff,
        }
        columns, rows = make[self.kind]()
        return {
            "register": self,
            "company": self.company_id.sudo(),
            "title": self._get_title(),
            "period": self._get_period_label(),
            "columns": columns,
            "rows": rows,
            "show": self._show,
            "today": format_date(self.env, fields.Date.context_today(self)),
        }

    def _show(self, value, kind):
        if value is False or value is None:
            return ""
        if kind == "date":
            return format_date(self.env, value)
        return str(value)

    # ------------------------------------------------------------------ staff

    def _get_staff(self):
        """Return the columns and rows of the registre unique du personnel.

        In the order of entries (L1221-13); an exit that comes after the period is not known yet.
        """
        self._check_may_read()
        columns = [
            (self.env._("Name"), "text", 28),
            (self.env._("Nationality"), "text", 16),
            (self.env._("Born on"), "date", 12),
            (self.env._("Sex"), "text", 8),
            (self.env._("Job"), "text", 26),
            (self.env._("Qualification"), "text", 18),
            (self.env._("Entry"), "date", 12),
            (self.env._("Exit"), "date", 12),
            (self.env._("Contract"), "text", 22),
            (self.env._("Working time"), "text", 18),
            (self.env._("Work permit"), "text", 16),
        ]
        # sudo: access was checked above, and HR's own groups are not those of the cooperative
        versions_sudo = self._find_versions()
        rows = []
        for employee, versions in versions_sudo.grouped("employee_id").items():
            for start, end, own in self._get_periods(versions):
                if start <= self.date_to and (not end or end >= self.date_from):
                    rows.append((start, employee.name, self._get_staff_row(own, start, end)))
        return columns, [row for _start, _name, row in sorted(rows, key=lambda row: row[:2])]

    def _find_versions(self):
        """Return the versions of employees up to the end of the period, archived people too."""
        # sudo: the caller has checked the access
        versions_sudo = self.env["hr.version"].sudo().with_context(active_test=False)
        begun = Domain("contract_date_start", "<=", self.date_to) | (
            Domain("contract_date_start", "=", False) & Domain("date_version", "<=", self.date_to)
        )
        return versions_sudo.search(
            Domain("employee_id.company_id", "=", self.company_id.id)
            & Domain("active", "=", True)
            & begun,
            order="date_version, id",
        )

    def _get_periods(self, versions):
        """Return the times of one employee in the cooperative: contracts that follow are one.

        :return: list of (first day, last day or False, versions of this time)
        """
        spans = {}
        for version in versions:
            # a change of an employee without a contract on record is no second entry
            start = version.contract_date_start or min(spans, default=version.date_version)
            end = version.contract_date_end or version.departure_date or False
            _end, own = spans.get(start, (end, versions.browse()))
            spans[start] = (end, own | version)
        periods = []
        for start, (end, own) in sorted(spans.items(), key=lambda item: item[0]):
            if periods and periods[-1][1] and start <= periods[-1][1] + timedelta(days=1):
                start, _end, before = periods.pop()
                own = before | own
            periods.append((start, end, own))
        return periods

    def _get_staff_row(self, versions, start, end):
        """Return one row, with the terms that held at the end of the period."""
        known = versions.filtered(lambda version: version.date_version <= self.date_to)
        version = (known or versions)[-1:]
        employee = version.employee_id
        hours = version.resource_calendar_id.hours_per_week
        label = self._get_selection_label
        return [
            employee.name,
            get_nationality_label(version.country_id),
            employee.birthday or False,
            label(version, "sex"),
            version.job_title or version.job_id.name or "",
            label(version, "employee_type"),
            start,
            end if end and end <= self.date_to else False,
            self._get_contract_label(version, end),
            self.env._("Part-time, %(hours)s h", hours=f"{hours:g}")
            if hours and hours < FULL_TIME_HOURS
            else self.env._("Full time")
            if hours
            else "",
            employee.permit_no or "",
        ]

    def _get_contract_label(self, version, end):
        name = version.contract_type_id.name or ""
        if end and end > self.date_to:
            until = self.env._("until %(date)s", date=format_date(self.env, end))
            return ", ".join(filter(None, [name, until]))
        return name

    def _get_selection_label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env)).get(record[name], "")

    # ------------------------------------------------------------------ CAPE

    def _get_cape(self):
        """Return the columns and rows of the people supported under a CAPE."""
        columns = [
            (self.env._("Name"), "text", 28),
            (self.env._("Number"), "text", 14),
            (self.env._("Activity"), "text", 28),
            (self.env._("Territory"), "text", 18),
            (self.env._("Start"), "date", 12),
            (self.env._("First end"), "date", 12),
            (self.env._("Renewals"), "number", 10),
            (self.env._("Renewed on"), "text", 24),
            (self.env._("End"), "date", 12),
            (self.env._("Urssaf told on"), "text", 22),
            (self.env._("France Travail told on"), "text", 22),
        ]
        contracts = self._find_contracts("cape")
        declared = self._get_declarations(contracts)
        rows = []
        for contract in contracts:
            versions = contract.version_ids.sorted("id")
            held = self._get_held_version(contract)
            renewals = contract.amendment_ids.filtered(
                lambda amendment: (
                    amendment.kind == "renewal"
                    and amendment.state == "confirmed"
                    and amendment.date_effect <= self.date_to
                )
            ).sorted("date_effect")
            activities = contract.activity_id or contract.entrepreneur_id.cae_activity_ids
            rows.append(
                [
                    contract.entrepreneur_id.name,
                    contract.reference or "",
                    ", ".join(activities.mapped("name")),
                    (held or contract).territory_id.name or "",
                    contract.date_start,
                    versions[:1].date_end or contract.date_end,
                    len(renewals),
                    ", ".join(format_date(self.env, renewal.date_effect) for renewal in renewals),
                    held.date_end or contract.date_end,
                    ", ".join(declared[contract, "declare_urssaf"]),
                    ", ".join(declared[contract, "declare_france_travail"]),
                ]
            )
        return columns, rows

    def _find_contracts(self, kind):
        """Return the contracts of the period that the user may read, in the order of starts."""
        contracts = self.env["cae.contract"]
        return contracts.search(
            contracts._domain_in_force(self.date_from, self.date_to)
            & Domain("kind", "=", kind)
            & Domain("company_id", "=", self.company_id.id)
        ).sorted(
            lambda contract: (contract.date_start, contract.entrepreneur_id.name or "", contract.id)
        )

    def _get_held_version(self, contract):
        """Return the terms of a contract as agreed at the end of the period, or by its own end."""
        return contract.version_ids.filtered(
            lambda version: version.date_from <= self.date_to
        ).sorted("id")[-1:]

    def _get_declarations(self, contracts):
        """Return on which days Urssaf and France Travail were told (C. trav. R5142-1)."""
        declared = defaultdict(list)
        for deadline in self.env["cae.deadline"].search(
            [
                ("res_model", "=", "cae.contract"),
                ("res_id", "in", contracts.ids),
                ("kind", "in", ("declare_urssaf", "declare_france_travail")),
                ("state", "=", "done"),
                ("date_done", "<=", self.date_to),
            ],
            order="date_done, id",
        ):
            declared[deadline.contract_id, deadline.kind].append(
                format_date(self.env, deadline.date_done)
            )
        return declared

    # ------------------------------------------------------------------ associates-to-be

    def _get_associates(self):
        """Return the columns and rows of people with a CESA who were not associates yet.

        The day by which they had to be is the one that followed from the contracts begun by the
        end of the period: a later one may have moved it. The file knows its referent of today
        only: a register of the past names none.
        """
        is_past = self.date_to < fields.Date.context_today(self)
        columns = [
            (self.env._("Name"), "text", 28),
            (self.env._("Territory"), "text", 18),
            *([] if is_past else [(self.env._("Referent"), "text", 24)]),
            (self.env._("CESA since"), "date", 12),
            (self.env._("To be an associate by"), "date", 14),
            (self.env._("Months left"), "number", 10),
        ]
        rows = []
        contracts = self._find_contracts("cesa")
        facts = legal_checks.get_facts(self.env, contracts.entrepreneur_id)
        for contract in contracts:
            person = contract.entrepreneur_id
            if person.date_associate and person.date_associate <= self.date_to:
                continue
            due = contract_law.associate_due(
                [fact for fact in facts[person.id].values() if fact.start <= self.date_to]
            )
            left = relativedelta(due, self.date_to)
            held = self._get_held_version(contract)
            rows.append(
                [
                    person.name,
                    (held or contract).territory_id.name or "",
                    *([] if is_past else [person.referent_id.name or ""]),
                    contract.date_start,
                    due,
                    left.years * 12 + left.months,
                ]
            )
        return columns, rows
