from datetime import UTC

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What the earliest of the activities of a record says of it.
STATES = ("overdue", "today", "planned")


class MailActivityMixin(models.AbstractModel):
    """What is asked of a record by its activities is asked of those that the user may read.

    Odoo looks through all of them, and shows the first one's summary to whoever reads the
    record: what the team means to do for a person, letter by letter.
    """

    _inherit = "mail.activity.mixin"

    activity_ids = fields.One2many(bypass_search_access=False)
    activity_type_id = fields.Many2one(related_sudo=False)
    activity_type_icon = fields.Char(related_sudo=False, groups="base.group_user")
    activity_summary = fields.Char(related_sudo=False)

    def _search_activity_user_id(self, operator, operand):
        return self._ask_readable(super()._search_activity_user_id(operator, operand))

    def _search_activity_date_deadline(self, operator, operand):
        return self._ask_readable(super()._search_activity_date_deadline(operator, operand))

    def _ask_readable(self, domain):
        """Return a domain that asks for any activity as one that asks for any readable one."""
        if domain is NotImplemented:
            return domain
        asked = {"=": "not any", "in": "not any", "!=": "any", "not in": "any"}
        return Domain(domain).map_conditions(
            lambda condition: (
                Domain("activity_ids", asked[condition.operator], Domain.TRUE)
                if condition.field_expr == "activity_ids" and condition.operator in asked
                else condition
            )
        )

    def _search_activity_state(self, operator, value):
        if self.env.su or operator not in ("in", "not in"):
            return super()._search_activity_state(operator, value)
        wanted = set(value) if operator == "in" else {*STATES, False} - set(value)
        # who has none is found by what she has not: there are many of them
        reverse = False in wanted
        states = [state for state in STATES if (state in wanted) is not reverse]
        found = SQL(
            "(SELECT res_id FROM %s AS states WHERE activity_state = ANY(%s))",
            self._make_activity_states(),
            states,
        )
        return [("id", "not in" if reverse else "in", found)]

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "activity_state" or self.env.su:
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields["activity_state"], "read")
        states_alias = query.make_alias(alias, "last_activity_state")
        if states_alias not in query._joins:
            states = self._make_activity_states()
            query.left_join(alias, "id", states, "res_id", "last_activity_state")
        return SQL.identifier(states_alias, "activity_state")

    def _make_activity_states(self):
        """Return the SQL of (res_id, activity_state) by the activities that the user may read."""
        activities = self.env["mail.activity"]
        readable = activities._search([("res_model", "=", self._name)])
        activities.flush_model(["active", "date_deadline", "res_model", "res_id", "user_tz"])
        return SQL(
            """(
            SELECT res_id,
                   CASE MIN(SIGN(date_deadline - (%s AT TIME ZONE COALESCE(user_tz, 'UTC'))::date))
                        WHEN -1 THEN 'overdue' WHEN 0 THEN 'today' ELSE 'planned'
                   END AS activity_state
              FROM mail_activity
             WHERE id IN %s AND active
             GROUP BY res_id)""",
            fields.Datetime.now().replace(tzinfo=UTC),
            readable.subselect(),
        )
