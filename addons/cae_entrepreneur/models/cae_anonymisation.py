import re
from collections import defaultdict

from markupsafe import escape

from odoo import api, models
from odoo.addons.cae_socle.models.cae_guard_mixin import BY_METHOD, METHOD_KEY
from odoo.tools import SQL, hmac, html2plaintext

from .cae_entrepreneur_identity_mixin import IDENTITY_FIELDS

# Text fields in which anything personal may stand.
TEXT_TYPES = ("char", "text", "html", "binary", "json", "properties")

# In HTML: a tag, or what stands between two; and what a tag quotes.
TAG_OR_WORDS = re.compile(r"<[^>]*>|[^<]+")
QUOTED = re.compile(r"\"[^\"]*\"")


class CaeAnonymisation(models.AbstractModel):
    """What is personal in which model, and how it is replaced.

    How it works
        Each kind of data has a time of its own (see cae.retention). When it is over for a
        person, the fields declared with this kind are replaced, in all the records that are
        linked to the person, with their messages and files.

    How to extend it
        An addon that keeps something about a person inherits this model and adds to
        `_get_person_domains` (which records are hers) and to `_get_anonymised_fields` (what is
        replaced, with which kind); to `_get_kept_fields` what is text and not personal. A test
        (tests/test_anonymised_fields.py) names the fields that are in neither.

    Kinds: `file` (contact, notes, documents, messages, login), `staff` (contracts and staff
    register), and `identity`, which goes with the last of them.
    """

    _name = "cae.anonymisation"
    _description = "Anonymisation"

    # ------------------------------------------------------------------ declarations

    @api.model
    def _get_person_domains(self, people):
        """Return where the records of people are.

        :param cae.entrepreneur people: whose
        :return: dict of model name to domain, in the order in which they are processed
        """
        partners, users = people.partner_id, people.with_context(active_test=False).user_ids
        return {
            "res.users": [("id", "in", users.filtered("share").ids)],
            "cae.activity": [("id", "in", self._get_own_activities(people).ids)],
            "cae.document": [("entrepreneur_id", "in", people.ids)],
            "cae.bank.change": [("entrepreneur_id", "in", people.ids)],
            "cae.entrepreneur": [("id", "in", people.ids)],
            "res.partner.bank": [("partner_id", "in", partners.ids)],
            "res.partner": [("id", "in", partners.ids)],
        }

    @api.model
    def _get_own_activities(self, people):
        """Return the activities that only these people, or people without a name, carried."""
        activities = people.with_context(active_test=False).cae_activity_ids
        return activities.filtered(
            lambda activity: all(
                one in people or "identity" in one._get_anonymised_kinds()
                for one in activity.with_context(active_test=False).entrepreneur_ids
            )
        )

    @api.model
    def _get_shared_models(self):
        """Return the models whose records are about several people at once.

        They go with the last of these people; until then who is forgotten is taken out of the
        words.

        :return: dict of model name to the path from its records to the people
        """
        return {}

    @api.model
    def _get_own_of_several(self, people, model):
        """Return the records about these people, and about nobody whose file is still kept."""
        path = self._get_shared_models()[model]
        records = self.env[model].search([(path, "in", people.ids)])
        return records.filtered(
            lambda record: all(
                one in people or "file" in one._get_anonymised_kinds()
                for one in record.mapped(path)
            )
        )

    @api.model
    def _get_anonymised_fields(self):
        """Return what is replaced.

        :return: dict of model name to dict of field to (kind, value); the value may be a
            function of the record
        """

        def label(record):
            return self._get_label(record)

        return {
            "res.users": {
                "signature": ("file", False),
            },
            "cae.entrepreneur": {
                "import_key": ("identity", False),
                "emergency_name": ("file", False),
                "emergency_phone": ("file", False),
                # what the staff register says
                **dict.fromkeys(IDENTITY_FIELDS, ("staff", False)),
            },
            "cae.activity": {
                "import_key": ("identity", False),
                "name": (
                    "identity",
                    lambda activity: activity.code or self._get_label(activity),
                ),
            },
            "res.partner.bank": {
                "acc_number": ("identity", lambda bank: f"ANONYMISED{bank.id}"),
                "acc_holder_name": ("identity", False),
            },
            "res.partner": {
                "email": ("file", False),
                "phone": ("file", False),
                "website": ("file", False),
                "function": ("file", False),
                "comment": ("file", False),
                "image_1920": ("file", False),
                "name": ("identity", label),
                "street": ("identity", False),
                "street2": ("identity", False),
                "zip": ("identity", False),
                "city": ("identity", False),
                "state_id": ("identity", False),
                "country_id": ("identity", False),
                "vat": ("identity", False),
                "active": ("identity", False),
            },
        }

    @api.model
    def _get_kept_fields(self):
        """Return the text fields that hold nothing personal.

        :return: dict of model name to dict of field to the reason why it is kept
        """
        return {
            "cae.entrepreneur": {"anonymised_kinds": "says what was anonymised"},
            "cae.activity": {"code": "a number in the books"},
            "res.users": {
                "notification_type": "a setting",
                "odoobot_state": "a setting",
                "manual_im_status": "a setting",
                "login": "replaced with the login's traces",
                "password": "deleted with the login's traces",
                "totp_secret": "deleted with the login's traces",
            },
            "res.partner": {"tz": "a setting"},
        }

    @api.model
    def _get_default_kinds(self):
        """Return the models of other addons whose free text goes even if nobody declared it.

        What an addon unknown to us writes on a person is taken for personal.

        :return: dict of model name to kind
        """
        return {
            "res.users": "file",
            "res.partner.bank": "identity",
            "res.partner": "identity",
        }

    @api.model
    def _get_thread_kinds(self):
        """Return with which kind the messages and files of a model's records go.

        :return: dict of model name to kind
        """
        return {
            "cae.activity": "identity",
            "cae.entrepreneur": "file",
            "res.partner.bank": "identity",
            "res.partner": "identity",
        }

    @api.model
    def _get_erased_models(self):
        """Return the models whose records are deleted, with their files.

        :return: dict of model name to kind
        """
        return {
            "cae.bank.change": "file",
            # signed papers are among them
            "cae.document": "staff",
        }

    @api.model
    def _get_impersonal_models(self):
        """Return the models that point to a person and say nothing about her.

        :return: dict of model name to the reason why it is left alone
        """
        return {
            "cae.entrepreneur.stage": "stages and days",
            "cae.deadline": "kinds of deadlines and days",
            "cae.import": "says whose files a file made or updated",
            "cae.retention.line": "says which data goes and when, without a name",
        }

    # ------------------------------------------------------------------ doing it

    @api.model
    def _get_label(self, record):
        return self.env._("Anonymised person %(number)s", number=record.id)

    @api.model
    def _get_reference(self, record):
        """Return the fingerprint under which a file stands in the log."""
        return hmac(self.env(su=True), "cae.anonymisation", f"{record._name},{record.id}")

    @api.model
    def _get_replaced_fields(self, model):
        """Return all that is replaced in a model: what is declared, and other free text.

        :return: dict of field name to (kind, value)
        """
        found = {
            name: declared
            for name, declared in self._get_anonymised_fields().get(model, {}).items()
            if name in self.env[model]._fields
        }
        kind = self._get_default_kinds().get(model)
        if kind:
            kept = self._get_kept_fields().get(model, {})
            for name, field in self.env[model]._fields.items():
                if name not in found and name not in kept and self._is_free_text(field):
                    found[name] = (kind, False)
        return found

    @api.model
    def _is_free_text(self, field):
        """Tell whether people type what this field holds."""
        return (
            field.store
            and field.type in TEXT_TYPES
            and not field.related
            and not field.inherited
            and not field.required
            and (not field.compute or not field.readonly)
            and field.name not in ("access_token", "display_name")
        )

    @api.model
    def _anonymise(self, people, kinds):
        """Replace these kinds of data of people; statistics stay.

        :param cae.entrepreneur people: whose data
        :param set kinds: see the class
        :return: dict of model name to number of records changed
        """
        self = self.sudo().with_context(
            tracking_disable=True, mail_notrack=True, no_reset_password=True, active_test=False
        )
        people = people.with_env(self.env)
        partners = people.partner_id
        emails = [email for email in partners.mapped("email") if email]
        if "file" in kinds:
            # first: they are found by the name
            self._forget_events(partners)
            self._forget_alerts(people)
            self._forget_among_others(people)
        counts = self._anonymise_records(self._get_person_domains(people), kinds)
        if "file" in kinds:
            self._forget_logins(partners)
            self._forget_mails(emails)
        if "identity" in kinds:
            self._forget_author(partners)
        return counts

    def _anonymise_records(self, domains, kinds):
        """Replace these kinds of data in the records that are found.

        :param dict domains: as `_get_person_domains` returns it
        :return: dict of model name to number of records changed
        """
        counts = {}
        # all are looked for first: the links by which they are found may go
        found = {model: self.env[model].search(domain) for model, domain in domains.items()}
        for model, records in found.items():
            if not records:
                continue
            changed = self._anonymise_thread(records, kinds)
            if self._get_erased_models().get(model) in kinds:
                self._erase(records)
                changed = True
            elif self._replace_fields(records, kinds):
                changed = True
            if changed:
                counts[model] = len(records)
        return counts

    def _replace_fields(self, records, kinds):
        """Replace the fields of these kinds; return whether there were any."""
        replaced = {
            name: value
            for name, (kind, value) in self._get_replaced_fields(records._name).items()
            if kind in kinds
        }
        if not replaced:
            return False
        if records._name == "res.users":
            replaced["active"] = False
        if records._name == "res.partner" and "identity" in kinds:
            # what the addon of the OCA and those that extend it know of
            for partner in records:
                values = partner._prepare_partner_anonymized_vals(self._get_label(partner), False)
                replaced.update((name, False) for name in values if name not in replaced)
        for record in records:
            values = {
                name: value(record) if callable(value) else value
                for name, value in replaced.items()
            }
            self._overwrite(record, values)
        return True

    def _overwrite(self, record, values):
        """Write values; in our own models past what protects what was agreed and signed."""
        if not record._name.startswith("cae.") or record._name == "cae.activity":
            # a contact may be archived when no login in use has it: searched without archived
            record.with_context(active_test=True, **{METHOD_KEY: BY_METHOD}).write(values)
            return
        own = {
            name: value
            for name, value in values.items()
            if record._fields[name].column_type and not record._fields[name].inherited
        }
        record.flush_recordset()
        if own:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL(", ").join(
                        SQL(
                            "%s = %s",
                            SQL.identifier(name),
                            record._fields[name].convert_to_column(value, record),
                        )
                        for name, value in own.items()
                    ),
                    record.id,
                )
            )
        record.invalidate_recordset()
        record.modified(own)

    def _erase(self, records):
        """Delete records past what protects them; what hangs on them goes with them."""
        records.flush_recordset()
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE id IN %s", SQL.identifier(records._table), tuple(records.ids))
        )
        self.env.invalidate_all()

    def _anonymise_thread(self, records, kinds):
        """Delete the messages, tracked values, activities and files of records.

        In SQL: an audit trail refuses to lose messages, and a sealed document its file; the
        time for which the law wants them is over.
        """
        model = records._name
        kind = self._get_thread_kinds().get(model) or self._get_erased_models().get(model)
        if kind not in kinds:
            return False
        self.env.flush_all()
        ids = tuple(records.ids)
        self.env.cr.execute(
            SQL("DELETE FROM mail_message WHERE model = %s AND res_id IN %s", model, ids)
        )
        self.env.cr.execute(
            SQL("DELETE FROM mail_activity WHERE res_model = %s AND res_id IN %s", model, ids)
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM ir_attachment WHERE res_model = %s AND res_id IN %s "
                "RETURNING store_fname",
                model,
                ids,
            )
        )
        names = [name for (name,) in self.env.cr.fetchall() if name]
        self.env.invalidate_all()
        for name in names:
            self.env["ir.attachment"]._file_delete(name)
        return True

    def _forget_logins(self, partners):
        """Delete the traces of logins: addresses, devices, keys."""
        users = partners.with_context(active_test=False).user_ids.filtered("share")
        if not users:
            return
        self.env.flush_all()
        # in SQL: Odoo would write to the person that her login has changed
        self.env.cr.execute(
            SQL(
                "UPDATE res_users SET login = 'anonymised-' || id, password = NULL, "
                "totp_secret = NULL WHERE id IN %s",
                tuple(users.ids),
            )
        )
        for table in ("res_device_log", "res_users_apikeys", "res_users_log"):
            column = "create_uid" if table == "res_users_log" else "user_id"
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s IN %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    tuple(users.ids),
                )
            )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def _forget_alerts(self, people):
        """Delete what told the team about these people beside their files: the daily mails.

        Such a mail lists many people; the others were told of by it long ago.
        """
        patterns = [f'%/odoo/entrepreneurs/{person.id}"%' for person in people]
        for name in people.mapped("name"):
            patterns += [f"%{self._escape_like(text)}%" for text in {name, str(escape(name))}]
        if patterns:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "DELETE FROM mail_message WHERE message_type = 'user_notification' "
                    "AND model IS NULL AND body ILIKE ANY(%s)",
                    patterns,
                )
            )
            self.env.invalidate_all()

    def _forget_among_others(self, people):
        """Take people out of the words that are about others too."""
        for model, path in self._get_shared_models().items():
            about = self.env[model].search([(path, "in", people.ids)])
            for record in about - self._get_own_of_several(people, model):
                for partner in (record.mapped(path) & people).partner_id:
                    self._forget_in_words(record, partner)

    def _forget_in_words(self, record, partner):
        """Replace the name of a person, first or last name alone too, in what a record says."""
        words = self._get_calendar_words(partner)
        words += [part for part in (partner.name or "").split() if len(part) > 2]
        if not words:
            return
        longest = sorted(words, key=len, reverse=True)
        either = "|".join(map(re.escape, longest))
        named = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
        if record._name in self._get_erased_models():
            names = [
                name
                for name, field in record._fields.items()
                if field.store and not field.related and not (field.compute and field.readonly)
            ]
        else:
            replaced = self._get_replaced_fields(record._name)
            names = [name for name, (kind, _value) in replaced.items() if kind == "file"]
        values = {
            name: self._replace_words(
                named, self._get_label(partner), record[name], record._fields[name].type
            )
            for name in names
            if record._fields[name].type in ("char", "text", "html")
            and record[name]
            and named.search(record[name])
        }
        if values:
            self._overwrite(record, values)
        if "message_ids" in record._fields:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM mail_message WHERE model = %s AND res_id = %s AND body ~* %s",
                    record._name,
                    record.id,
                    rf"(^|\W)({either})(\W|$)",
                )
            )
            self.env.invalidate_all()

    @api.model
    def _replace_words(self, named, label, text, kind):
        """Return a text with these words replaced; of HTML the tags stay, not what they quote."""
        if kind != "html":
            return named.sub(label, text)

        def replace(match):
            part = match[0]
            if not part.startswith("<"):
                return named.sub(label, part)
            return QUOTED.sub(lambda quoted: named.sub(label, quoted[0]), part)

        return TAG_OR_WORDS.sub(replace, str(text))

    @api.model
    def _escape_like(self, text):
        return re.sub(r"([\\%_])", r"\\\1", text)

    def _forget_events(self, partners):
        """Take people out of the words of events in calendars to which they were invited.

        The event is of others too, and stays; the description, which Odoo fills with the
        address and phone of who is invited, goes when it names the person.
        """
        events = self.env["calendar.event"].search([("partner_ids", "in", partners.ids)])
        for event in events.with_context(dont_notify=True):
            for partner in event.partner_ids & partners:
                words = self._get_calendar_words(partner)
                if not words:
                    continue
                named = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
                vals = {
                    name: named.sub(self._get_label(partner), event[name])
                    for name in ("name", "location")
                    if event[name] and named.search(event[name])
                }
                if event.description and named.search(html2plaintext(event.description)):
                    vals["description"] = False
                if vals:
                    event.write(vals)
        self._forget_invitations(events, partners)

    @api.model
    def _get_calendar_words(self, partner):
        """Return what an event may say of a person."""
        words = (partner.name, partner.email, partner.phone, partner.street)
        return [word for word in words if word]

    def _forget_invitations(self, events, partners):
        """Delete the messages of events that name people, and all files that invited to them."""
        self.env["ir.attachment"].search(
            [
                ("res_model", "=", "calendar.event"),
                ("res_id", "in", events.ids),
                ("mimetype", "=", "text/calendar"),
            ]
        ).unlink()
        patterns = [
            f"%{self._escape_like(text)}%"
            for partner in partners
            for word in self._get_calendar_words(partner)
            for text in {word, str(escape(word))}
        ]
        if events and patterns:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "DELETE FROM mail_message WHERE model = 'calendar.event' AND res_id IN %s "
                    "AND (body ILIKE ANY(%s) OR subject ILIKE ANY(%s))",
                    tuple(events.ids),
                    patterns,
                    patterns,
                )
            )
            self.env.invalidate_all()

    def _forget_mails(self, emails):
        """Delete the queued and sent mails to addresses."""
        if emails:
            patterns = [f"%{email}%" for email in emails]
            self.env.cr.execute(SQL("DELETE FROM mail_mail WHERE email_to ILIKE ANY(%s)", patterns))

    def _forget_author(self, partners):
        """Take the person out of what stands on other records: her messages, mails to her."""
        ids = tuple(partners.ids)
        cr = self.env.cr
        self.env.flush_all()
        # what she wrote elsewhere loses its text; what stands on an accounting entry is part
        # of the audit trail
        cr.execute(
            SQL(
                """
                UPDATE mail_message
                   SET email_from = NULL, reply_to = NULL, incoming_email_to = NULL,
                       incoming_email_cc = NULL, outgoing_email_to = NULL,
                       body = CASE WHEN model LIKE 'account.%%' THEN body ELSE '' END
                 WHERE author_id IN %s
                """,
                ids,
            )
        )
        cr.execute(
            SQL(
                "DELETE FROM mail_mail WHERE id IN (SELECT mail_mail_id FROM "
                "mail_mail_res_partner_rel WHERE res_partner_id IN %s)",
                ids,
            )
        )
        cr.execute(
            SQL(
                "UPDATE mail_notification SET mail_email_address = NULL, failure_reason = NULL "
                "WHERE res_partner_id IN %s",
                ids,
            )
        )
        self.env.invalidate_all()

    # ------------------------------------------------------------------ looking back

    @api.model
    def _find_remaining(self, name, email):
        """Return where the privacy lookup of Odoo still finds a name or an address.

        The lookup's query is used and not its window: the window keeps the name it was given.

        :return: dict of model name to number of records
        """
        lookup = (
            self.env["privacy.lookup.wizard"]
            .sudo()
            .new({"name": name, "email": email or "nobody@anonymised.invalid"})
        )
        self.env.flush_all()
        counts = defaultdict(int)
        for model_id, _res_id, _active in self.env.execute_query(lookup._get_query()):
            counts[self.env["ir.model"].sudo().browse(model_id).name] += 1
        return dict(counts)
