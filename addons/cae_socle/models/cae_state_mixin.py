from odoo import api, models
from odoo.exceptions import UserError


class CaeStateMixin(models.AbstractModel):
    """A record that begins as a draft, and whose state moves along set ways.

    The checks and the consequences of a state hang on the field and not on the buttons, which
    only write it: who writes it through the external API gets the same.

    *How to use*: the model has a field ``state`` that begins with "draft". It gives
    ``_get_next_states``, says in ``_check_may_move`` who may take which step, and calls
    ``_filter_moving`` in its ``write``, which draws the consequences.
    """

    _name = "cae.state.mixin"
    _description = "Record whose state moves along set ways"

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("This is created as a draft. Confirm it afterwards."))
        # whatever the defaults of a context say
        return super().create([{**vals, "state": "draft"} for vals in vals_list])

    @api.model
    def _get_next_states(self):
        """Return {state: the states that may follow it}."""
        raise NotImplementedError(f"{self._name} must say which state follows which")

    def _filter_moving(self, vals):
        """Return the records whose state these values change; raise if one must not move."""
        new_state = vals.get("state")
        moving = self.filtered(lambda record: new_state and record.state != new_state)
        moving._check_next_state(new_state)
        return moving

    def _check_next_state(self, new_state):
        """Raise unless the records may go to this state, and this user may move them."""
        following = self._get_next_states()
        for record in self:
            if new_state not in following[record.state]:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(document)s is in the state “%(state)s”: it cannot become "
                        "“%(new_state)s”.",
                        document=record.display_name,
                        state=states[record.state],
                        new_state=states.get(new_state, new_state),
                    )
                )
        self._check_may_move(new_state)

    def _check_may_move(self, new_state):
        """Raise when these records, or this user, must not take a step that is on the way."""

    @api.model
    def _is_moved_by_manager(self):
        """Tell whether a manager, or the system itself, moves the records."""
        return self.env.su or self.env.user.has_group("cae_socle.group_manager")

    def action_confirm(self):
        """Confirm what is agreed or complete, with all that follows from it."""
        self.check_access("write")
        self.write({"state": "confirmed"})

    def action_cancel(self):
        """Give up what is not agreed yet; a manager may take back more."""
        self.check_access("write")
        self.write({"state": "cancelled"})
