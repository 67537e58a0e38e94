"""What a CESA says, written into Odoo's HR: the employee and its versions.

A confirmed CESA makes the employee of the person, or takes up again the one they had; each
amendment makes a version from its day on; the end closes the contract, notes the departure and
archives the employee on that day. Versions of the past are left as they are. A CAPE is no
employment contract (C. com. L127-1): who has one is no employee.

Who confirms a contract needs no right in HR, and gets none: contracts call this after their own
checks, and it runs as the superuser. What HR adds by itself (private address, social number,
bank account) is never touched.
"""

from odoo import SUPERUSER_ID, fields
from odoo.addons.cae_entrepreneur.models.cae_entrepreneur_identity_mixin import HR_FIELDS
from odoo.addons.cae_socle.models.quiet_write import write_each
from odoo.fields import Command

# In the context in which contracts make employees: Odoo recommends a plan to welcome each, and
# the cooperative has its own; it draws a picture, and would put it on the contact of the person.
# No browser can send this very object.
FROM_CONTRACT_KEY = "cae_from_contract"
FROM_CONTRACT = object()


def sync_contracts(contracts):
    """Write confirmed contracts; the CAPE among them are left out."""
    contracts_sudo = _as_hr(contracts).filtered(_is_cesa).sorted("date_start")
    made = _take_up_employees(contracts_sudo)
    versions = _find_versions(contracts_sudo).grouped("cae_contract_id")
    for contract in contracts_sudo - made:
        if contract in versions:
            _correct_versions(contract, versions[contract])
        else:
            _write_version(contract, contract, contract.date_start)


def sync_amendments(amendments):
    """Write confirmed or withdrawn amendments, each from its day on."""
    for amendment in _as_hr(amendments).sorted("date_effect"):
        contract = amendment.contract_id
        rows = contract.version_ids.grouped("amendment_id").get(amendment)
        if _is_cesa(contract) and contract.entrepreneur_id.employee_id and rows:
            _write_version(contract, rows.sorted("id")[-1:], amendment.date_effect)


def close_contracts(contracts):
    """Note the last day of contracts and the departure; archive when the day has come."""
    reason = contracts.env.ref("cae_contrat.hr_departure_reason_cesa")
    for contract in _as_hr(contracts).filtered(_is_cesa):
        person = contract.entrepreneur_id
        if not person.employee_id:
            continue
        versions = _find_versions(contract)
        # Amendments that would have begun later never held.
        never = versions.filtered(lambda version, of=contract: version.date_version > of.date_end)
        if never != versions:
            never.unlink()
        _sync_contract_end(contract)
        confirmed = person.contract_ids._filter_states("confirmed").filtered(_is_cesa)
        if max(confirmed.mapped("date_start"), default=contract.date_start) > contract.date_start:
            continue
        _find_versions(contract)[-1:].write(
            {"departure_date": contract.date_end, "departure_reason_id": reason.id}
        )
        archive_departed(person.employee_id)


def withdraw_contracts(contracts):
    """Take back what contracts wrote that are put back to draft to correct a mistake."""
    for contract in _as_hr(contracts).filtered(_is_cesa):
        versions = _find_versions(contract)
        employee = versions.employee_id
        if employee:
            # an employee has at least one version: it stays, without a contract
            kept = versions[:1] if versions == employee.version_ids else versions.browse()
            (versions - kept).unlink()
            emptied = ("contract_date_start", "contract_date_end", "trial_date_end", "wage")
            kept.with_context(sync_contract_dates=True).write(dict.fromkeys(emptied, False))


def sync_identity(people):
    """Write who people are where HR keeps it for the staff register; nothing is emptied."""
    for person in _as_hr(people):
        values = _prepare_identity(person)
        if person.employee_id and values:
            person.employee_id.write(values)


def note_departures(exits):
    """Write why people left under CESA, as far as the reasons of the exits say it to HR.

    What HR chose itself stays; so does the departure of who had another contract since.
    """
    unsaid = exits.env.ref("cae_contrat.hr_departure_reason_cesa")
    for leaving in _as_hr(exits):
        reason = leaving.reason_id.departure_reason_id
        ended = leaving.entrepreneur_id.contract_ids._filter_states("ended")
        last = ended.sorted("date_start")[-1:]
        if reason and _is_cesa(last):
            version = _find_versions(last)[-1:]
            if version.departure_reason_id == unsaid:
                version.departure_reason_id = reason


def archive_departed(employees):
    """Archive those whose last version is one that they left from, today or before."""
    today = fields.Date.context_today(employees)
    for employee in _as_hr(employees):
        last = employee.version_ids.sorted("date_version")[-1:]
        if employee.active and last.departure_date and last.departure_date <= today:
            employee.with_context(no_wizard=True).action_archive()


def _as_hr(records):
    """Return records as the superuser sees them, and silent.

    sudo() would not do: hr.employee.create_version() takes it off again. Without these keys,
    the advisor would follow the employee, and read what HR writes there.
    """
    return records.with_user(SUPERUSER_ID).with_context(
        mail_create_nosubscribe=True,
        mail_auto_subscribe_no_notify=True,
        cae_writer_uid=records.env.uid,
    )


def _is_cesa(contract):
    return contract.kind == "cesa"


def _find_versions(contracts):
    versions = contracts.env["hr.version"].with_context(active_test=False)
    return versions.search([("cae_contract_id", "in", contracts.ids)], order="date_version")


def _take_up_employees(contracts):
    """Give each person of these contracts their employee: the one they had, or a new one.

    :param contracts: CESA, the earliest first
    :return: the contracts whose terms a new employee holds already
    """
    people = contracts.entrepreneur_id
    domain = [
        ("work_contact_id", "in", people.partner_id.ids),
        ("company_id", "in", people.company_id.ids),
    ]
    employees = contracts.env["hr.employee"].with_context(active_test=False)
    known = employees.search(domain, order="active, id desc")
    by_person = {(employee.work_contact_id, employee.company_id): employee for employee in known}
    for person in people:
        found = by_person.get((person.partner_id, person.company_id))
        if found and not person.employee_id:
            person._by_method().employee_id = found
        if person.employee_id and not person.employee_id.active:
            person.employee_id.active = True
    firsts = contracts.grouped("entrepreneur_id")
    made = contracts.browse().union(
        *(of_person[0] for person, of_person in firsts.items() if not person.employee_id)
    )
    _create_employees(made)
    return made


def _create_employees(contracts):
    """Make the employees of the people of these contracts."""
    if not contracts:
        return
    env = contracts.env
    memo = {}
    employees = (
        env["hr.employee"]
        .with_context(**{"tracking_disable": True, FROM_CONTRACT_KEY: FROM_CONTRACT})
        .create([_prepare_employee(contract, memo) for contract in contracts])
        .with_env(env)
    )
    author = env["res.users"].browse(env.context["cae_writer_uid"]).partner_id
    employees._message_log_batch(
        {
            employee.id: env._("Made by %(contract)s.", contract=contract.display_name)
            for employee, contract in zip(employees, contracts, strict=True)
        },
        author_id=author.id,
    )
    people = contracts.entrepreneur_id
    write_each(people, "employee_id", dict(zip(people, employees, strict=True)))


def _correct_versions(contract, versions):
    """Write a CESA that was confirmed again: its later versions were never agreed on."""
    (versions - versions[0]).unlink()
    versions[0].with_context(sync_contract_dates=True).write(
        {
            **_prepare_version(contract, contract, {}),
            "date_version": contract.date_start,
            "active": True,
        }
    )


def _write_version(contract, terms, day):
    """Make the version of a day; one that is there from that very day is completed."""
    employee = contract.entrepreneur_id.employee_id.with_context(active_test=False)
    values = _prepare_version(contract, terms, {})
    version = employee.version_ids.filtered(lambda version: version.date_version == day)
    if version:
        version.with_context(sync_contract_dates=True).write(values)
        _sync_contract_end(contract)
    else:
        employee.create_version({"date_version": day, **values})


def _sync_contract_end(contract):
    """Write the last day of a contract on all its versions, as Odoo keeps it."""
    versions = _find_versions(contract).filtered(
        lambda version: version.contract_date_end != contract.date_end
    )
    versions.with_context(sync_contract_dates=True).write({"contract_date_end": contract.date_end})


def _prepare_identity(person):
    known = {hr_name: person[name] for name, hr_name in HR_FIELDS.items() if person[name]}
    return person.employee_id._convert_to_write(known)


def _prepare_employee(contract, memo):
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
        **_prepare_identity(entrepreneur),
        **_prepare_version(contract, contract, memo),
    }


def _prepare_version(contract, terms, memo):
    """Return the values of a version.

    :param terms: the contract, or a row of its history (cae.contract.version)
    :param dict memo: what was looked up for other contracts of the same batch
    """
    env = contract.env
    company = contract.company_id
    calendar_key = (company, terms.working_time)
    if calendar_key not in memo:
        memo[calendar_key] = _find_calendar(company, terms.working_time)
    if company not in memo:
        speaking = company.with_context(lang=company.partner_id.lang).env
        memo[company] = {
            "hr_responsible_id": _find_hr_responsible(company).id,
            "contract_type_id": env.ref("cae_contrat.hr_contract_type_cesa").id,
            "job_title": speaking._("Salaried entrepreneur"),
        }
    values = {
        "cae_contract_id": contract.id,
        "contract_date_start": contract.date_start,
        "contract_date_end": contract.date_end,
        "trial_date_end": terms.trial_date_end,
        "wage": terms.fixed_pay,
        "resource_calendar_id": memo[calendar_key].id,
        "last_modified_uid": env.context["cae_writer_uid"],
        **memo[company],
    }
    location = _find_work_location(terms.territory_id)
    if location:
        values.update(work_location_id=location.id, address_id=location.address_id.id)
    return values


def _find_calendar(company, hours):
    """Return the flexible schedule of so many hours a week, made when there is none.

    Without hours the employee has no schedule, which is how Odoo says "free".
    """
    calendars = company.env["resource.calendar"].with_company(company)
    if not hours:
        return calendars
    speaking = company.with_context(lang=company.partner_id.lang).env
    return calendars.search(
        [
            ("company_id", "=", company.id),
            ("flexible_hours", "=", True),
            ("hours_per_week", "=", hours),
        ],
        limit=1,
    ) or calendars.create(
        {
            "name": speaking._("CESA, %(hours)s h a week", hours=f"{hours:g}"),
            "company_id": company.id,
            "schedule_type": "flexible",
            "hours_per_week": hours,
            "hours_per_day": hours / 5,
            # otherwise those of the company's schedule
            "attendance_ids": [Command.clear()],
        }
    )


def _find_work_location(territory):
    """Return the place of work of a territory, made when there is none."""
    if territory and not territory.work_location_id:
        territory.work_location_id = territory.env["hr.work.location"].create(
            {
                "name": territory.name,
                "company_id": territory.company_id.id,
                "address_id": territory.company_id.partner_id.id,
            }
        )
    return territory.work_location_id


def _find_hr_responsible(company):
    """Return who is in charge of the employee in HR; the advisor is not."""
    chosen = company.cae_hr_responsible_id
    if chosen.active:
        return chosen
    env = company.env
    return env["res.users"].search(
        [
            ("all_group_ids", "in", env.ref("hr.group_hr_user").ids),
            ("company_ids", "in", company.ids),
        ],
        order="id",
        limit=1,
    ) or env.ref("base.user_root")
