from odoo import fields
from odoo.addons.cae_entrepreneur.controllers.portal import MY_PAGE, PUBLIC_PAGE, MySpace
from odoo.addons.cae_socle.controllers.files import give_file
from odoo.fields import Domain
from odoo.http import request, route

from ..models import meeting_mails

PAST_MEETINGS = 30
DECISIONS_A_PAGE = 20


class MeetingPortal(MySpace):
    """Meetings in "My space": answering, proposing topics, reading what was decided.

    Everything is searched with the rights of the person who asks: what does not concern them
    is not found, and the answer is that of what does not exist. Who has no login answers by
    the link of a mail.
    """

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        meeting = self._get_coming_meetings(limit=1)
        return values | {
            # sudo: found with the rights of the user
            "meeting_sudo": meeting.sudo(),
            "invitation_sudo": self._find_invitations(meeting).sudo(),
            "open_action_count": request.env["cae.action"].search_count(
                [("owner_id", "=", request.env.user.partner_id.id), ("state", "=", "open")]
            ),
        }

    def _prepare_my_todo(self, values):
        todo = super()._prepare_my_todo(values)
        meeting_sudo, invitation_sudo = values["meeting_sudo"], values["invitation_sudo"]
        if invitation_sudo.state == "invited" and invitation_sudo._can_answer():
            name = request.env._("Say whether you come: %(meeting)s", meeting=meeting_sudo.name)
            url = f"/my/meetings/{meeting_sudo.id}"
            day = fields.Datetime.context_timestamp(request.env.user, meeting_sudo.date_begin)
            todo.append(self._todo(20, name, url, "fa-comments-o", day.date()))
        count = values["open_action_count"]
        if count:
            name = (
                request.env._("Do what you promised")
                if count == 1
                else request.env._("Do the %(count)s things you promised", count=count)
            )
            todo.append(self._todo(40, name, "/my/meetings", "fa-check"))
        return todo

    # -- lists -----------------------------------------------------------------------------------

    @route("/my/meetings", **MY_PAGE)
    def my_meetings(self, **post):
        """Show the meetings that concern one, one's own actions and proposals; take a topic."""
        if request.httprequest.method == "POST":
            errors = self._propose(post, kind=self._find_kind(post.get("kind_id")))
            if errors:
                return self._render_meetings(errors=errors, typed=post)
            return request.redirect("/my/meetings?done=topic#proposals")
        return self._render_meetings(
            done=post.get("done"), action_id=self._to_id(post.get("action"))
        )

    def _render_meetings(self, **shown):
        user = request.env.user
        coming = self._get_coming_meetings()
        ended = Domain("date_end", "<", fields.Datetime.now())
        past = request.env["cae.meeting"].search(
            ended & Domain("state", "not in", ("draft", "cancelled")), limit=PAST_MEETINGS
        )
        kinds = request.env["cae.meeting.kind"]._get_kinds_open_to_me()
        proposals = request.env["cae.meeting.topic"]._get_own_proposals()
        actions = request.env["cae.action"].search(
            [("owner_id", "=", user.partner_id.id), ("state", "!=", "dropped")],
            order="state desc, date_due, id",
            limit=50,
        )
        # sudo: found with the rights of the user; beside them the names of kinds and meetings, and
        # the answers that are their own
        return self._render_page(
            "cae_reunion.portal_my_meetings",
            "my_meetings",
            coming_sudo=coming.sudo(),
            invitations_sudo=self._find_invitations(coming).sudo(),
            past_sudo=past.sudo(),
            kinds_sudo=kinds.sudo(),
            proposals_sudo=proposals.sudo(),
            actions_sudo=actions.sudo(),
            today=fields.Date.context_today(user),
            **{"errors": {}, "typed": {}, **shown},
        )

    @route(["/my/decisions", "/my/decisions/page/<int:page>"], **MY_PAGE, readonly=True)
    def my_decisions(self, words="", tag="", page=1, **kw):
        """Show the register of decisions, with a search box."""
        Decision = request.env["cae.decision"]
        tag_id = self._to_id(tag)
        domain = Decision._domain_register(words, tag_id=tag_id)
        asked = {"words": words, "tag": tag_id or ""}
        decisions, pager = self._find_page(
            Decision, domain, "/my/decisions", page, DECISIONS_A_PAGE, url_args=asked
        )
        # sudo: decisions found with the user's own rights; beside them their tags, the names of
        # their meetings, and the tags to choose from
        tags_sudo = request.env["cae.decision.tag"].sudo()
        company_ids = [*request.env.user.company_ids.ids, False]
        return self._render_page(
            "cae_reunion.portal_my_decisions",
            "my_decisions",
            decisions_sudo=decisions.sudo(),
            tags_sudo=tags_sudo.search([("company_id", "in", company_ids)]),
            tag_id=tag_id,
            words=words,
            pager=pager,
        )

    # -- one meeting -----------------------------------------------------------------------------

    @route("/my/meetings/<int:meeting_id>", **MY_PAGE)
    def my_meeting(self, meeting_id, **post):
        """Show one meeting; take a topic for it."""
        meeting = self._find_meeting(meeting_id)
        if request.httprequest.method == "POST":
            errors = self._propose(post, meeting=meeting)
            if errors:
                return self._render_meeting(meeting, errors=errors, typed=post)
            return request.redirect(f"/my/meetings/{meeting.id}?done=topic#proposals")
        return self._render_meeting(meeting, done=post.get("done"))

    @route("/my/meetings/<int:meeting_id>/answer", **MY_PAGE)
    def my_meeting_answer(self, meeting_id, answer=None, excuse="", **post):
        """Take the answer to an invitation."""
        meeting = self._find_meeting(meeting_id)
        invitation = self._find_invitations(meeting)
        if not invitation:
            raise request.not_found()
        if request.httprequest.method != "POST":
            return request.redirect(f"/my/meetings/{meeting.id}")
        error = self._try(invitation._answer_as, request.env.user, answer, excuse)
        if error:
            typed = {"answer": answer, "excuse": excuse}
            return self._render_meeting(meeting, answer_error=error, typed=typed)
        return request.redirect(f"/my/meetings/{meeting.id}?done=answer")

    @route("/my/meetings/<int:meeting_id>/minutes.pdf", type="http", auth="user", readonly=True)
    def my_meeting_minutes(self, meeting_id, **kw):
        """Give the printed minutes, once published."""
        meeting = self._find_meeting(meeting_id)
        if not self._may_read_minutes(meeting):
            raise request.not_found()
        # sudo: minutes that are published to this person, checked just before
        name = f"{meeting.sudo()._get_file_name()}.pdf"
        return give_file(meeting_mails.print_minutes(meeting), name)

    @route("/my/meetings/<int:meeting_id>/meeting.ics", type="http", auth="user", readonly=True)
    def my_meeting_calendar(self, meeting_id, **kw):
        """Give the calendar file of a meeting."""
        meeting = self._find_meeting(meeting_id)
        # sudo: a meeting found with the user's own rights; the file says when and where it is
        meeting_sudo = meeting.sudo()
        name = meeting_mails.get_calendar_name(meeting_sudo)
        return give_file(meeting_mails.make_calendar(meeting_sudo), name)

    # -- the link of a mail, without a login -----------------------------------------------------

    @route("/meetings/answer/<int:attendee_id>/<string:token>", **PUBLIC_PAGE)
    def answer_by_link(self, attendee_id, token, answer=None, excuse="", done=None, **post):
        """Show the invitation; take the answer.

        Opening the page changes nothing: programs that look into mails open links too.
        """
        attendee_sudo = request.env["cae.meeting.attendee"]._find_by_token(attendee_id, token)
        if not attendee_sudo:
            raise request.not_found()
        lang = attendee_sudo._get_lang()
        if lang in dict(request.env["res.lang"].get_installed()):
            request.update_context(lang=lang)
            attendee_sudo = attendee_sudo.with_context(lang=lang)
        error = None
        if request.httprequest.method == "POST":
            error = self._try(attendee_sudo._answer, answer, excuse)
            if not error:
                return request.redirect(f"/meetings/answer/{attendee_id}/{token}?done=1")
        response = request.render(
            "cae_reunion.meeting_answer",
            {
                # sudo: the token in the address is that of this invitation
                "attendee_sudo": attendee_sudo,
                "meeting_sudo": attendee_sudo.meeting_id,
                "error": error,
                "done": done and not error,
                "typed": {"answer": answer, "excuse": excuse} if error else {},
            },
        )
        # the secret of the address goes to nobody else
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    # -- one's own topics and actions ------------------------------------------------------------

    @route("/my/meetings/topic/<int:topic_id>/withdraw", **MY_PAGE)
    def my_topic_withdraw(self, topic_id, **post):
        """Take back a topic that one proposed."""
        topic = request.env["cae.meeting.topic"].search([("id", "=", topic_id)])
        if request.httprequest.method == "POST" and not (topic and self._try(topic._withdraw)):
            # pressed twice, it is gone all the same
            return request.redirect("/my/meetings?done=withdrawn#proposals")
        return request.redirect("/my/meetings#proposals")

    @route("/my/meetings/action/<int:action_id>", **MY_PAGE)
    def my_action(self, action_id, done="", **post):
        """Tick one's own action, or take the tick back."""
        action = request.env["cae.action"].search([("id", "=", action_id)])
        if not action:
            raise request.not_found()
        if request.httprequest.method != "POST":
            return request.redirect("/my/meetings#actions")
        error = self._try(action._tick_as_owner, bool(done))
        if error:
            return self._render_meetings(action_error=error, action_id=action.id)
        word = "ticked" if done else "reopened"
        return request.redirect(f"/my/meetings?done={word}&action={action.id}#action{action.id}")

    # -- helpers ---------------------------------------------------------------------------------

    def _get_coming_meetings(self, limit=None):
        return request.env["cae.meeting"].search(
            [
                ("date_end", ">=", fields.Datetime.now()),
                ("state", "in", ("announced", "held", "cancelled", "published")),
            ],
            order="date_begin, id",
            limit=limit,
        )

    def _find_meeting(self, meeting_id):
        """Return a meeting that concerns the user; answer "not found" otherwise."""
        meeting = request.env["cae.meeting"].search([("id", "=", meeting_id)])
        if not meeting or meeting.state == "draft":
            raise request.not_found()
        return meeting

    def _find_invitations(self, meetings):
        mine = ("partner_id", "=", request.env.user.partner_id.id)
        Attendee = request.env["cae.meeting.attendee"]
        return Attendee.search([("meeting_id", "in", meetings.ids), mine])

    def _find_kind(self, kind_id):
        kinds = request.env["cae.meeting.kind"]._get_kinds_open_to_me()
        kind = kinds.filtered(lambda kind: kind.id == self._to_id(kind_id))
        if not kind:
            raise request.not_found()
        return kind

    def _may_read_minutes(self, meeting):
        """Tell whether the published minutes of a meeting are open to the user."""
        if meeting.state != "published":
            return False
        return not request.env.user.share or meeting.has_open_minutes

    def _render_meeting(self, meeting, **shown):
        invitation_sudo = self._find_invitations(meeting).sudo()
        Topic, on_it = request.env["cae.meeting.topic"], Domain("meeting_id", "=", meeting.id)
        topics = Topic.search(on_it & Domain("state", "in", ("accepted", "treated", "postponed")))
        own = Topic.search(
            on_it
            & Domain("proposed_by_id", "=", request.env.user.partner_id.id)
            & Domain("state", "in", ("proposed", "refused"))
        )
        # sudo: a meeting and topics found with the user's own rights. The notes and decisions are
        # shown only where the minutes are open to them; never the notes for the team.
        meeting_sudo, topics_sudo = meeting.sudo(), topics.sudo()
        minutes_open = self._may_read_minutes(meeting)
        return self._render_page(
            "cae_reunion.portal_my_meeting",
            "my_meeting",
            meeting_sudo=meeting_sudo,
            invitation_sudo=invitation_sudo,
            can_answer=invitation_sudo and invitation_sudo._can_answer(),
            topics_sudo=topics_sudo,
            own_topics_sudo=own.sudo(),
            notes={topic.id: topic.notes for topic in topics_sudo} if minutes_open else {},
            decisions_sudo=minutes_open and meeting_sudo._get_decisions(),
            minutes_open=minutes_open,
            **{"errors": {}, "typed": {}, **shown},
        )

    def _propose(self, post, meeting=None, kind=None):
        """Note a topic; return {field: sentence} of what is wrong with it."""
        Topic = request.env["cae.meeting.topic"]
        values, errors = Topic._read_proposal(post)
        if not errors:
            error = self._try(Topic._propose, values, meeting, kind)
            if error:
                errors = {"all": error}
        return errors
