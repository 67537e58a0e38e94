from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.cae_entrepreneur.models.cae_entrepreneur_identity_mixin import HR_FIELDS
from odoo.addons.cae_socle.models.quiet_write import write_each
from odoo.fields import Command

from .hr_employee import FROM_CONTRACT, FROM_CONTRACT_KEY


class CaeEmployeeWriter(models.AbstractModel):
    """Writes what a CESA says into Odoo's HR: the employee and its versions.

    A confirmed CESA makes the employee of the person, or takes up again the one she had; each
    amendment makes a version from its day on; the end closes the contract, notes the departure
    and archives the employee on that day. Versions of the past are left as they are. A CAPE is
    no employment contract (C. com. L127-1): who has one is no employee.

    Who confirms a contract needs no right in HR, and gets none: this runs as the superuser,
    called by the contracts after their own checks. What HR adds by itself (private address,
    social number, bank account) is never touched.
    """

    _name = "cae.employee.writer"
    _description = "Writer of employees"

    @api.model
    def _as_hr(self):
        """Return self as the superuser, and silent.

        sudo() would not do: hr.employee.create_version() takes it off again. Without these
        keys, the advisor would follow the employee, and read what HR writes there.
        """
        return self.with_user(SUPERUSER_ID).with_context(
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
            cae_writer_uid=self.env.uid,
        )

    @api.model
    def _write_contracts(self, contracts):
        """Write confirmed contracts; the CAPE among them are left out."""
        writer = self._as_hr()
        contracts_sudo = writer._take(contracts).sorted("date_start")
        if not contracts_sudo:
            return
        made = writer._take_up_employees(contracts_sudo)
        versions = writer._find_versions(contracts_sudo).grouped("cae_contract_id")
        for contract_sudo in contracts_sudo - made:
            writer._write_contract(contract_sudo, versions.get(contract_sudo))

    @api.model
    def _write_amendments(self, amendments):
        """Write confirmed or withdrawn amendments, each from its day on."""
        for amendment_sudo in self._as_hr()._take(amendments).sorted("date_effect"):
            contract = amendment_sudo.contract_id
            row = contract.version_ids.filtered(
                lambda row, amendment=amendment_sudo: row.amendment_id == amendment
            ).sorted("id")[-1:]
            if contract.kind == "cesa" and contract.entrepreneur_id.employee_id and row:
                self._as_hr()._write_version(contract, row, amendment_sudo.date_effect)

    @api.model
    def _close_contracts(self, contracts):
        """Write the end of contracts."""
        for contract_sudo in self._as_hr()._take(contracts):
            if contract_sudo.entrepreneur_id.employee_id:
                self._as_hr()._close_contract(contract_sudo)

    @api.model
    def _withdraw_contracts(self, contracts):
        """Take back what contracts wrote that are put back to draft to correct a mistake."""
        for contract_sudo in self._as_hr()._take(contracts):
            versions = self._as_hr()._find_versions(contract_sudo)
            self._as_hr()._withdraw_versions(versions)

    @api.model
    def _write_identity(self, people):
        """Write who people are where HR keeps it for the staff register; nothing is emptied."""
        for person_sudo in people.with_env(self._as_hr().env):
            values = self._prepare_identity(person_sudo)
            if person_sudo.employee_id and values:
                person_sudo.employee_id.write(values)

    @api.model
    def _prepare_identity(self, person):
        values = {}
        for name, hr_name in HR_FIELDS.items():
            value = person[name]
            if value:
                values[hr_name] = value.id if isinstance(value, models.BaseModel) else value
        return values

    @api.model
    def _take(self, records):
        """Return the records of CESA as this user sees them."""
        records = records.with_env(self.env)
        if records._name == "cae.contract":
            return records.filtered(lambda contract: contract.kind == "cesa")
        return records.filtered(lambda amendment: amendment.contract_kind == "cesa")

    @api.model
    def _find_versions(self, contracts):
        return (
            self.env["hr.version"]
            .with_context(active_test=False)
            .search([("cae_contract_id", "in", contracts.ids)], order="date_version")
        )

    @api.model
    def _take_up_employees(self, contracts):
        """Give each person of these contracts her employee: the one she had, or a new one.

        :param contracts: CESA, the earliest first
        :return: the contracts whose terms a new employee holds already
        """
        people = contracts.entrepreneur_id
        known = (
            self.env["hr.employee"]
            .with_context(active_test=False)
            .search(
                [
                    ("work_contact_id", "in", people.partner_id.ids),
                    ("company_id", "in", people.company_id.ids),
                ],
                order="active, id desc",
            )
        )
        by_person = {(one.work_contact_id, one.company_id): one for one in known}
        for person in people:
            found = by_person.get((person.partner_id, person.company_id))
            if found and not person.employee_id:
                person._by_method().employee_id = found
            if person.employee_id and not person.employee_id.active:
                person.employee_id.active = True
        first = {}
        for contract in contracts:
            if not contract.entrepreneur_id.employee_id:
                first.setdefault(contract.entrepreneur_id, contract)
        made = contracts.browse([contract.id for contract in first.values()])
        self._create_employees(made)
        return made

    @api.model
    def _create_employees(self, contracts):
        """Make the employees of the people of these contracts."""
        if not contracts:
            return
        employees = self.env["hr.employee"].with_context(
            **{"tracking_disable": True, FROM_CONTRACT_KEY: FROM_CONTRACT}
        )
        memo = {}
        employees = employees.create(
            [self._prepare_employee(contract, memo) for contract in contracts]
        ).with_env(self.env)
        author = self.env["res.users"].browse(self.env.context["cae_writer_uid"]).partner_id
        employees._message_log_batch(
            {
                employee.id: self.env._("Made by %(contract)s.", contract=contract.display_name)
                for employee, contract in zip(employees, contracts, strict=True)
            },
            author_id=author.id,
        )
        people = contracts.entrepreneur_id
        write_each(people, "employee_id", dict(zip(people, employees, strict=True)))

    @api.model
    def _write_contract(self, contract, versions):
        """Write the terms of a CESA on the employee that the person has.

        :param versions: those that this contract has already, if any
        """
        if not versions:
            self._write_version(contract, contract, contract.date_start)
            return
        # Confirmed again after a correction: these versions were never agreed on.
        (versions - versions[0]).unlink()
        versions[0].with_context(sync_contract_dates=True).write(
            {
                **self._prepare_version(contract, contract, {}),
                "date_version": contract.date_start,
                "active": True,
            }
        )

    @api.model
    def _prepare_employee(self, contract, memo):
        entrepreneur = contract.entrepreneur_id
        partner = entrepreneur.partner_id
        return {
            "name": entrepreneur.name,
            "company_id": contract.company_id.id,
            # The phone and the email of work are those of the contact.
            "work_contact_id": partner.id,
            "image_1920": partner.image_1920,
            "lang": partner.lang,
            "date_version": contract.date_start,
            **self._prepare_identity(entrepreneur),
            **self._prepare_version(contract, contract, memo),
        }

    @api.model
    def _prepare_version(self, contract, terms, memo):
        """Return the values of a version.

        :param terms: the contract, or a row of its history (cae.contract.version)
        :param dict memo: what was looked up for other contracts of the same batch
        """
        company = contract.company_id
        location = self._find_work_location(terms.territory_id)
        calendar_key = (company, terms.working_time)
        if calendar_key not in memo:
            memo[calendar_key] = self._find_calendar(contract, terms.working_time)
        if company not in memo:
            speaking = self.with_context(lang=company.partner_id.lang)
            memo[company] = {
                "hr_responsible_id": self._find_hr_responsible(company).id,
                "contract_type_id": self.env.ref("cae_contrat.hr_contract_type_cesa").id,
                "job_title": speaking.env._("Salaried entrepreneur"),
            }
        values = {
            "cae_contract_id": contract.id,
            "contract_date_start": contract.date_start,
            "contract_date_end": contract.date_end,
            "trial_date_end": terms.trial_date_end,
            "wage": terms.fixed_pay,
            "resource_calendar_id": memo[calendar_key].id,
            "last_modified_uid": self.env.context.get("cae_writer_uid") or self.env.uid,
            **memo[company],
        }
        if location:
            values.update(work_location_id=location.id, address_id=location.address_id.id)
        return values

    @api.model
    def _find_calendar(self, contract, hours):
        """Return the flexible schedule of so many hours a week, made when there is none.

        Without hours the employee has no schedule, which is how Odoo says "free".
        """
        calendars = self.env["resource.calendar"].with_company(contract.company_id)
        if not hours:
            return calendars
        found = calendars.search(
            [
                ("company_id", "=", contract.company_id.id),
                ("flexible_hours", "=", True),
                ("hours_per_week", "=", hours),
            ],
            limit=1,
        )
        if found:
            return found
        company_lang = contract.company_id.partner_id.lang
        return calendars.create(
            {
                "name": self.with_context(lang=company_lang).env._(
                    "CESA, %(hours)s h a week", hours=f"{hours:g}"
                ),
                "company_id": contract.company_id.id,
                "schedule_type": "flexible",
                "hours_per_week": hours,
                "hours_per_day": hours / 5,
                # otherwise those of the company's schedule
                "attendance_ids": [Command.clear()],
            }
        )

    @api.model
    def _find_work_location(self, territory):
        """Return the place of work of a territory, made when there is none."""
        if territory and not territory.work_location_id:
            territory.work_location_id = self.env["hr.work.location"].create(
                {
                    "name": territory.name,
                    "company_id": territory.company_id.id,
                    "address_id": territory.company_id.partner_id.id,
                }
            )
        return territory.work_location_id

    @api.model
    def _find_hr_responsible(self, company):
        """Return who is in charge of the employee in HR; the advisor is not."""
        chosen = company.cae_hr_responsible_id
        if chosen.active:
            return chosen
        group = self.env.ref("hr.group_hr_user")
        return self.env["res.users"].search(
            [("all_group_ids", "in", group.ids), ("company_ids", "in", company.ids)],
            order="id",
            limit=1,
        ) or self.env["res.users"].browse(SUPERUSER_ID)

    @api.model
    def _write_version(self, contract, terms, day):
        """Make the version of a day; one that is there from that very day is completed."""
        employee = contract.entrepreneur_id.employee_id.with_context(active_test=False)
        values = self._prepare_version(contract, terms, {})
        version = employee.version_ids.filtered(lambda one: one.date_version == day)
        if version:
            version.with_context(sync_contract_dates=True).write(values)
            self._sync_contract_end(contract)
            return version
        return employee.create_version({"date_version": day, **values})

    @api.model
    def _sync_contract_end(self, contract):
        """Write the last day of a contract on all its versions, as Odoo keeps it."""
        versions = self._find_versions(contract).filtered(
            lambda version: version.contract_date_end != contract.date_end
        )
        versions.with_context(sync_contract_dates=True).write(
            {"contract_date_end": contract.date_end}
        )

    @api.model
    def _close_contract(self, contract):
        """Note the last day and the departure; archive when the day has come."""
        versions = self._find_versions(contract)
        # Amendments that would have begun later never held.
        never = versions.filtered(lambda version: version.date_version > contract.date_end)
        if never != versions:
            never.unlink()
        self._sync_contract_end(contract)
        entrepreneur = contract.entrepreneur_id
        follows = entrepreneur.contract_ids.filtered(
            lambda other: (
                other.kind == "cesa"
                and other.state == "confirmed"
                and other.date_start > contract.date_start
            )
        )
        if follows:
            return
        last = self._find_versions(contract)[-1:]
        last.write(
            {
                "departure_date": contract.date_end,
                "departure_reason_id": self.env.ref("cae_contrat.hr_departure_reason_cesa").id,
            }
        )
        self._archive_departed(entrepreneur.employee_id)

    @api.model
    def _note_departures(self, exits):
        """Write why people left under CESA, as far as the reasons of the exits say it to HR.

        What HR chose itself stays; so does the departure of who had another contract since.
        """
        unsaid = self.env.ref("cae_contrat.hr_departure_reason_cesa")
        for exit_sudo in exits.with_env(self._as_hr().env):
            reason = exit_sudo.reason_id.departure_reason_id
            contracts = exit_sudo.entrepreneur_id.contract_ids
            last = contracts.filtered(lambda one: one.state == "ended").sorted("date_start")[-1:]
            if reason and last.kind == "cesa":
                version = self._as_hr()._find_versions(last)[-1:]
                if version.departure_reason_id == unsaid:
                    version.departure_reason_id = reason

    @api.model
    def _withdraw_versions(self, versions):
        """Take back versions; the employee keeps at least one, without a contract."""
        employee = versions.employee_id
        if not employee:
            return
        kept = versions[:1] if versions == employee.version_ids else versions.browse()
        (versions - kept).unlink()
        kept.with_context(sync_contract_dates=True).write(
            {
                "contract_date_start": False,
                "contract_date_end": False,
                "trial_date_end": False,
                "wage": 0,
            }
        )

    @api.model
    def _cron_archive(self):
        """Archive the employees whose last day has come."""
        today = fields.Date.context_today(self)
        versions = self.env["hr.version"].search(
            [
                ("cae_contract_id", "!=", False),
                ("departure_date", "<=", today),
                ("employee_id.active", "=", True),
            ]
        )
        self._as_hr()._archive_departed(versions.employee_id)

    @api.model
    def _archive_departed(self, employees):
        """Archive those whose last version is one that they left from, today or before."""
        today = fields.Date.context_today(self)
        for employee in employees.with_env(self.env):
            last = employee.version_ids.sorted("date_version")[-1:]
            if employee.active and last.departure_date and last.departure_date <= today:
                employee.with_context(no_wizard=True).action_archive()
