from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CaeHandover(models.TransientModel):
    """Hand people over to another advisor.

    The referent changes; appointments to come and activities go along; the new advisor gets
    what the former one wants to say, and the people are told if one likes.
    """

    _name = "cae.handover"
    _description = "Hand people over"

    entrepreneur_ids = fields.Many2many("cae.entrepreneur", string="People", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="New referent",
        domain="[('id', 'in', candidate_ids)]",
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    words = fields.Text(
        string="What one should know",
        help="Goes to the new referent and into the file; the person does not read it.",
    )
    is_second = fields.Boolean(
        string="The former referent still follows",
        help="As second advisor, for as long as it is useful.",
    )
    move_appointments = fields.Boolean(
        string="Appointments to come", default=True, help="They move to the new referent."
    )
    move_activities = fields.Boolean(
        string="Activities", default=True, help="What the former referent had to do about them."
    )
    tell_people = fields.Boolean(
        string="Tell them by mail", default=True, help="Who their new referent is."
    )

    @api.depends("entrepreneur_ids")
    def _compute_candidate_ids(self):
        """Advisors of the cooperative of these people, but for who is their referent already."""
        group = self.env.ref("cae_socle.group_advisor")
        for handover in self:
            people = handover.entrepreneur_ids._origin
            # sudo: which colleagues accompany people, and where they work
            users_sudo = self.env["res.users"].sudo()
            advisors_sudo = users_sudo.search(
                [
                    ("all_group_ids", "in", group.ids),
                    ("company_ids", "in", (people.company_id or self.env.company).ids),
                    ("share", "=", False),
                    # who keeps the program running accompanies nobody
                    ("id", "not in", [SUPERUSER_ID, self.env.ref("base.user_admin").id]),
                ]
            )
            present = people.referent_id if len(people.referent_id) == 1 else users_sudo.browse()
            handover.candidate_ids = advisors_sudo.sudo(False) - present.sudo(False)

    def action_hand_over(self):
        """Hand over; all of it or nothing.

        :raises UserError: when nobody would change hands
        """
        self.ensure_one()
        if not self.user_id:
            raise UserError(self.env._("Choose the new referent."))
        self.entrepreneur_ids.check_access("write")
        name = self.user_id.name
        moving = self.entrepreneur_ids.filtered(lambda person: person.referent_id != self.user_id)
        if not moving:
            raise UserError(
                self.env._("%(name)s is already the referent: choose somebody else.", name=name)
            )
        # sudo: where a colleague works, only to compare
        if moving.company_id - self.user_id.sudo().company_ids:
            raise UserError(
                self.env._(
                    "%(name)s does not work in the cooperative of these people: choose "
                    "somebody else.",
                    name=name,
                )
            )
        if not self.user_id.has_group("cae_socle.group_advisor"):
            raise UserError(
                self.env._("%(name)s does not accompany people: choose an advisor.", name=name)
            )
        for person in moving:
            self._hand_over(person)
        return {"type": "ir.actions.act_window_close"}

    def action_print(self):
        """Print the handover pages of these people."""
        self.ensure_one()
        self.entrepreneur_ids.check_access("read")
        return self.env.ref("cae_accompagnement.handover_report").report_action(
            self.entrepreneur_ids
        )

    def _hand_over(self, person):
        former = person.referent_id
        # first what needs the rights of the former referent
        if former and self.move_appointments:
            self._move_appointments(person, former)
        if former and self.move_activities:
            person.activity_ids.filtered(
                lambda activity: activity.user_id == former
            ).user_id = self.user_id
        person.message_post_with_source(
            "cae_accompagnement.handover_note",
            render_values={"person": person, "former": former, "words": self.words},
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        second = person.second_advisor_ids - self.user_id
        if former and self.is_second:
            second |= former
        # last: the user may not see the file any more afterwards
        person.write({"second_advisor_ids": [(6, 0, second.ids)], "referent_id": self.user_id.id})
        if self.tell_people and person.email:
            # sudo: the file was the user's to write until the line above
            person.sudo().message_post_with_source(
                "cae_accompagnement.handover_mail_template",
                partner_ids=person.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _move_appointments(self, person, former):
        """Give the individual appointments to come to the new referent; not those of others."""
        appointments = self.env["cae.appointment"]
        theirs = Domain("entrepreneur_id", "=", person.id) & Domain("user_id", "=", former.id)
        appointments.search(theirs & appointments._domain_coming()).user_id = self.user_id
