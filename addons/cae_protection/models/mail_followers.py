from collections import defaultdict

from odoo import api, models


class MailFollowers(models.Model):
    """Who follows a record is told to who may read what is said of it, and to oneself.

    Odoo tells every employee who follows what in the whole database: by its calendar, who meets
    whom.
    """

    _inherit = "mail.followers"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        if bypass_access or self._is_told_all():
            return super()._search(
                domain, offset, limit, order, bypass_access=bypass_access, **kwargs
            )
        query = super()._search(domain, order=order or "id", **kwargs)
        names = ("id", "res_model", "res_id", "partner_id")
        columns = [self._field_to_sql(self._table, name, query) for name in names]
        told = self._filter_told(self.env.execute_query(query.select(*columns)))
        return self.browse(told[offset : offset + limit if limit else None])._as_query(order)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation != "read" or self._is_told_all():
            return result
        forbidden = result[0] if result else self.browse()
        # sudo: what they follow, to see whether it is open to the user
        rows = [
            (row.id, row.res_model, row.res_id, row.partner_id.id)
            for row in (self - forbidden).sudo().exists()
        ]
        hidden = self.browse(row[0] for row in rows) - self.browse(self._filter_told(rows))
        if not hidden:
            return result
        rules = self.env["ir.rule"]
        return forbidden + hidden, lambda: rules._make_access_error(operation, hidden)

    @api.model
    def _is_told_all(self):
        return self.env.su or self.env.user.has_group("base.group_system")

    @api.model
    def _filter_told(self, rows):
        """Return the ids of the followers that the user may know of, in their order (list).

        :param list rows: (id, model, id of the record, id of the partner)
        """
        mine = self.env.user.partner_id.id
        followed = defaultdict(set)
        for _number, model, record, partner in rows:
            if partner != mine and model in self.env:
                followed[model].add(record)
        told = {
            model: set(self.env[model].browse(records)._filter_with_messages()._ids)
            for model, records in followed.items()
            if "message_follower_ids" in self.env[model]
        }
        return [
            number
            for number, model, record, partner in rows
            if partner == mine or record in told.get(model, ())
        ]
