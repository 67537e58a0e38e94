import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger
from odoo.tools.sql import table_columns

from .cae_entrepreneur_stage import STAGES_WITHOUT_CONTRACT


class CaeEntrepreneurMergeMixin(models.AbstractModel):
    """Two files of one person become one.

    How it works
        Whatever points to the file that goes, or to its contact, points to the file that stays
        afterwards: the database itself knows what does. It is written past the models, because
        a signed contract moves with its proof as it is: not a letter of it changes.

    How to extend it
        `_get_merge_made_again` names what the machine keeps for each person, `_check_may_merge`
        refuses, `_follow_merge` brings up to date what was computed.
    """

    _name = "cae.entrepreneur.merge.mixin"
    _description = "Merging of two files"

    @api.model
    def _get_merge_made_again(self):
        """Return the models of rows that are let go when both files have the same (set).

        Either the machine makes them again, or they say of the two files what is said once of
        one person: that she is invited to a meeting.
        """
        return {"cae.deadline", "cae.retention.line"}

    @api.model
    def _get_merge_filled_fields(self):
        """Return the names of the fields that are filled from the other file (list)."""
        return [
            "territory_id",
            "referent_id",
            "prescriber_id",
            "date_entry",
            "date_associate",
            "emergency_name",
            "emergency_phone",
            "birth_date",
            "birth_place",
            "nationality_id",
            "social_number",
            "import_key",
        ]

    def _check_may_merge(self, other):
        """Raise a sentence when these two files must stay two.

        :param other: the file that would go, as superuser; self is the one that stays
        """
        self.ensure_one()
        names = {"kept": self.name, "gone": other.name}
        if self == other:
            raise UserError(self.env._("Choose two files."))
        if self.company_id != other.company_id:
            raise UserError(self.env._("These two files belong to two cooperatives."))
        if self.anonymised_kinds or other.anonymised_kinds:
            raise UserError(
                self.env._("An anonymised file is nobody's any more: it cannot be merged.")
            )
        users = [one.partner_id.with_context(active_test=False).user_ids for one in (self, other)]
        if all(users) and users[0] != users[1]:
            raise UserError(
                self.env._(
                    "Both %(kept)s and %(gone)s have a login to the portal, and what was done with "
                    "a login is proof of who did it: archive one of the two files instead, after "
                    "you closed its access.",
                    **names,
                )
            )

    def _merge_file(self, other):
        """Make one file of two.

        :param other: `cae.entrepreneur`, the file that goes
        :raise UserError: a sentence, when the law or what is unique forbids it
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group("cae_socle.group_manager")):
            raise AccessError(self.env._("Ask a manager: only managers merge files."))
        (self | other).check_access("write")
        user = self.env.user
        # sudo: checked above; what points to the files may be anybody's
        kept, gone = self.sudo(), other.sudo()
        kept._check_may_merge(gone)
        summary = kept._describe_merge(gone)
        with self.env.cr.savepoint():
            self.env.flush_all()
            kept._merge_stages(gone)
            kept._move_links(gone, kept)
            kept._fill_from(gone)
            partner = gone.partner_id
            kept._remove_merged(gone)
            kept._merge_partner(partner)
            kept._follow_merge()
            kept.message_post(
                body=summary, author_id=user.partner_id.id, subtype_xmlid="mail.mt_note"
            )

    def _describe_merge(self, gone):
        summary = self.env._(
            "Merged with another file of the same person: %(name)s, %(mail)s, %(phone)s, opened "
            "on %(date)s.",
            name=gone.name,
            mail=gone.email or "-",
            phone=gone.phone or "-",
            date=fields.Date.to_string(gone.create_date.date()),
        )
        differing = [
            self._fields[name]._description_string(self.env)
            for name in self._get_merge_filled_fields()
            if self[name] and gone[name] and self[name] != gone[name]
        ]
        if differing:
            # their values are personal: who must know asks the person
            summary += " " + self.env._(
                "The other file said something else of: %(fields)s. Check with the person.",
                fields=", ".join(differing),
            )
        return summary

    # -- moving ----------------------------------------------------------------------------

    @api.model
    def _move_links(self, gone, kept):
        """Let all that points to a record in the database point to another one.

        What was copied from the file when something happened, such as the territory of an exit,
        stays as it was that day; what follows the file at any time follows the other one.
        """
        moved = []
        merger = self.env["base.partner.merge.automatic.wizard"].sudo()
        by_table = {self.env[name]._table: name for name in self.env if self.env[name]._auto}
        for table, column in merger._get_fk_on(gone._table):
            if gone._name == "res.partner" and not table.startswith(("cae_", "event_registration")):
                continue  # Odoo's own merging of contacts knows these
            if "id" in table_columns(self.env.cr, table):
                rows = self._move_rows(self.env[by_table[table]], column, gone, kept)
                moved.append((rows, column))
        if gone._name != "res.partner":
            # what is left: the relations
            merger._update_foreign_keys_generic(gone._name, gone, kept)
        merger._update_reference_fields_generic(gone._name, gone, kept)
        self.env.invalidate_all()
        for rows, column in moved:
            for field in rows._fields.values():
                paths = self.env.registry.field_depends[field]
                if field.store and any(path.startswith(f"{column}.") for path in paths):
                    self.env.add_to_compute(field, rows)
        self.env.flush_all()

    def _move_rows(self, model, column, gone, kept):
        """Move the rows of a table; what can be there only once is let go, or refused.

        :return: the rows that were moved
        """
        cr, table, name = self.env.cr, SQL.identifier(model._table), SQL.identifier(column)
        cr.execute(SQL("SELECT id FROM %s WHERE %s = %s", table, name, gone.id))
        ids = [row_id for (row_id,) in cr.fetchall()]
        for row_id in ids:
            try:
                with mute_logger("odoo.sql_db"), cr.savepoint():
                    cr.execute(
                        SQL("UPDATE %s SET %s = %s WHERE id = %s", table, name, kept.id, row_id)
                    )
            except psycopg2.IntegrityError as error:
                row = model.browse(row_id)
                signed = "signed_on" in model._fields and row.signed_on
                if model._name not in self._get_merge_made_again() or signed:
                    raise UserError(
                        self.env._(
                            "Both files have one of “%(what)s”, of which a person has one only: "
                            "%(row)s. Settle one of the two first.",
                            what=self.env["ir.model"]._get(model._name).name,
                            row=row.display_name,
                        )
                    ) from error
                cr.execute(SQL("DELETE FROM %s WHERE id = %s", table, row_id))
        return model.browse(ids).exists()

    def _merge_stages(self, gone):
        """Make one history of two: what the person really was, in the order of the days.

        A file opened for somebody who is in the cooperative already says “candidate” of nobody.
        """
        lines = (self | gone).stage_history_ids.sorted(lambda line: (line.date_from, line.id))
        history = []
        for line in lines:
            before = history[-1]["stage"] if history else None
            again = line.stage in STAGES_WITHOUT_CONTRACT and before not in (
                None,
                "candidate",
                "former",
            )
            if line.stage != before and not again:
                history.append(
                    {
                        "entrepreneur_id": self.id,
                        "stage": line.stage,
                        "date_from": line.date_from,
                        "territory_id": line.territory_id.id,
                        "user_id": line.user_id.id,
                    }
                )
        lines.unlink()
        self.env["cae.entrepreneur.stage"]._by_method().create(history)
        stage = history[-1]["stage"] if history else self.stage
        if stage != "former":
            self.date_exit = False
        elif gone.date_exit:
            self.date_exit = max(filter(None, [self.date_exit, gone.date_exit]))
        if stage != self.stage:
            self._by_method().stage = stage

    def _fill_from(self, gone):
        """Fill what this file lacks with what the other one says."""
        values = {}
        for name in self._get_merge_filled_fields():
            value = gone[name]
            if value and not self[name]:
                values[name] = value.id if isinstance(value, models.BaseModel) else value
        if gone.date_entry and self.date_entry:
            values["date_entry"] = min(gone.date_entry, self.date_entry)
        if values.get("import_key"):
            gone.import_key = False
            gone.flush_recordset()
        self._by_method().write(values)

    def _remove_merged(self, gone):
        """Delete the row of a file to which nothing points any more."""
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM cae_entrepreneur WHERE id = %s", gone.id))
        self.env.invalidate_all()

    def _merge_partner(self, partner):
        """Merge the contact of the other file into this one's, unless another file needs it."""
        if partner == self.partner_id or partner._get_all_files():
            return
        self._move_links(partner, self.partner_id)
        merger = self._by_method().env["base.partner.merge.automatic.wizard"].sudo()
        merger._merge((partner | self.partner_id).ids, self.partner_id, extra_checks=False)

    def _follow_merge(self):
        """Bring up to date what was computed from what moved."""
        self.env.invalidate_all()
        for name, field in self._fields.items():
            if field.store and field.compute and not field.inherited:
                self.env.add_to_compute(self._fields[name], self)
        self.env.flush_all()
        self._keep_deadlines()
