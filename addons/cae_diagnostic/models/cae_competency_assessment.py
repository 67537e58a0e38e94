from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_socle.models.selections import select_as
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..engine import competency as arithmetic

# what a person may write beside a level, and below all of them
MAX_NOTE = 200
MAX_WORDS = 5000


class CaeCompetencyAssessment(models.Model):
    """What a person, or her advisor, says of her competencies on a day."""

    _name = "cae.competency.assessment"
    _description = "Assessment of competencies"
    _inherit = ["mail.thread", "cae.snapshot.mixin"]
    _guarded_parents = {"entrepreneur_id": "read"}

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    territory_id = fields.Many2one(
        "cae.territory",
        index=True,
        readonly=True,
        help="Of the person, on the day of the assessment.",
    )
    kind = fields.Selection(
        [("advisor", "By the advisor"), ("self", "By the person")],
        required=True,
        default="advisor",
        string="Rated by",
    )
    state = fields.Selection([("draft", "Being filled in"), ("done", "Finished")], tracking=True)
    stage = fields.Selection(
        select_as("cae.entrepreneur", "stage"),
        readonly=True,
        copy=False,
        help="Of the person, on the day of the assessment.",
    )
    months_since_entry = fields.Integer(readonly=True, copy=False)
    rating_ids = fields.One2many("cae.competency.rating", "assessment_id", string="Ratings")
    note = fields.Text(string="In a few words")

    # One draft at a time for a person and a point of view.
    _draft_uniq = models.UniqueIndex(
        "(entrepreneur_id, kind) WHERE state = 'draft'",
        "An assessment of this person is already being filled in: finish that one first.",
    )

    @api.depends("entrepreneur_id.name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for assessment in self:
            # False: the form then says that it is a new one
            assessment.display_name = bool(assessment.entrepreneur_id) and self.env._(
                "Competencies of %(person)s on %(date)s",
                person=assessment.entrepreneur_id.name,
                date=format_date(self.env, assessment.date) if assessment.date else "",
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_no_draft(vals_list)
        assessments = super().create(vals_list)
        for assessment in assessments:
            if not assessment.rating_ids:
                assessment._add_ratings()
        return assessments

    def _add_ratings(self):
        """Add a line for each competency that is asked today and has none here yet."""
        framework = self._get_framework(self.entrepreneur_id)
        self.rating_ids = [
            Command.create({"competency_id": competency.id, "sequence": number})
            for number, competency in enumerate(framework)
            if competency not in self.rating_ids.competency_id
        ]

    def _check_no_draft(self, vals_list):
        """Say in words, with its author, what the index on drafts refuses."""
        # sudo: a draft counts even where the user may not see it
        drafts_sudo = self.sudo().search(
            [
                ("entrepreneur_id", "in", [vals.get("entrepreneur_id") for vals in vals_list]),
                ("state", "=", "draft"),
            ]
        )
        wanted = {(vals.get("entrepreneur_id"), vals.get("kind", "advisor")) for vals in vals_list}
        for draft_sudo in drafts_sudo:
            if (draft_sudo.entrepreneur_id.id, draft_sudo.kind) in wanted:
                raise UserError(
                    self.env._(
                        "%(author)s is already rating the competencies of %(person)s: open that "
                        "assessment, or wait until it is finished.",
                        author=draft_sudo.user_id.name,
                        person=draft_sudo.entrepreneur_id.name,
                    )
                )

    # -- acts ----------------------------------------------------------------------------------

    def action_finish(self):
        """Close the assessment: from now on it is a snapshot of its day.

        :raises UserError: when nothing is rated
        """
        self.check_access("write")
        self._check_is_author()
        for assessment in self:
            assessment._check_is_open()
            rated = assessment.rating_ids.filtered("level_id")
            if not rated:
                raise UserError(
                    self.env._("Rate at least one competency: an empty assessment says nothing.")
                )
            assessment._take_snapshot()
        return True

    def _check_is_author(self):
        """The voice of the person is hers: nobody else finishes her self-assessment."""
        foreign = self.filtered(
            lambda assessment: assessment.kind == "self" and assessment.user_id != self.env.user
        )
        if foreign:
            raise AccessError(
                self.env._(
                    "This self-assessment is being filled in by %(name)s: only she or he can "
                    "finish it.",
                    name=foreign[0].user_id.name,
                )
            )

    def _take_snapshot(self):
        person = self.entrepreneur_id
        stage = person._get_stage(self.date) or person.stage
        months = arithmetic.months_between(person.date_entry, self.date)
        frozen = self._by_method()
        competencies = self.rating_ids.competency_id
        expected = self.env["cae.competency.expectation"]._get_expected(competencies, stage, months)
        for rating in frozen.rating_ids:
            competency, level = rating.competency_id, rating.level_id
            wished = expected[competency]
            rating.write(
                {
                    "competency_name": competency.name,
                    "domain_name": competency.domain_id.name,
                    "domain_id": competency.domain_id.id,
                    "is_rated": bool(level),
                    "level_value": level.value,
                    "is_expected": wished is not None,
                    "expected_value": wished or 0,
                    "gap": arithmetic.gap(wished, level.value if level else None) or 0,
                }
            )
        frozen.write(
            {
                "state": "done",
                "stage": stage,
                "months_since_entry": months,
                "territory_id": person.territory_id.id,
            }
        )
        # the index on drafts: a new one may be made in the same transaction
        self.flush_recordset(["state"])

    # -- the person herself, on the portal ---------------------------------------------------------

    def _get_own(self, person, state):
        """Return the last self-assessment of a person that is in a state, if any.

        :raises AccessError: when the file is not the user's own
        """
        person._check_is_own()
        return self._get_last(person, "self", state)

    def _get_last(self, person, kind, state):
        """Return the last assessment of a person by one of the two that is in a state, if any."""
        return self.search(
            [("entrepreneur_id", "=", person.id), ("kind", "=", kind), ("state", "=", state)],
            order="id desc",
            limit=1,
        )

    def _is_repeated(self, ratings, note):
        """Tell whether this assessment is of today and says already what is sent again.

        :param ratings, note: see `_rate_oneself`
        """
        return (
            self.date == fields.Date.context_today(self)
            and note in (None, self.note)
            and not any(
                rating._would_change(name, value)
                for rating in self.rating_ids
                for name, value in ratings.get(rating.competency_id.id, {}).items()
            )
        )

    def _get_said(self, ratings, note):
        """Return what this draft says once these changes are made (ratings, note)."""
        before = {
            rating.competency_id.id: {"level_id": rating.level_id.id, "note": rating.note}
            for rating in self.rating_ids
        }
        said = ratings | {
            competency: values | ratings.get(competency, {})
            for competency, values in before.items()
        }
        return said, self.note if note is None else note

    def _clean_ratings(self, ratings):
        """Return ratings of the portal's form as they are written."""
        levels = set(self.env["cae.competency.level"].search([]).ids)
        clean = {
            "level_id": lambda level: level if level in levels else False,
            "note": lambda words: words.strip()[:MAX_NOTE] or False,
        }
        return {
            competency: {name: clean[name](value) for name, value in values.items()}
            for competency, values in ratings.items()
        }

    def _rate_oneself(self, person, ratings, note=None, finish=False, seen=None):
        """Keep what a person says of her own competencies; close it when she is done.

        :param cae.entrepreneur person: her file
        :param dict ratings: {id of a competency: {"level_id": id or False, "note": words}}, only
            what she changed; what is not in the framework is left alone
        :param str note: in a few words; None leaves them
        :param bool finish: whether this is her last word
        :param int seen: the id of her last finished assessment (0 for none) when she opened the
            page; another one since then means that she finished in another window
        :return: the assessment; the finished one when the same is sent a second time
        :raises AccessError: when the file is not the user's own
        :raises UserError: when she finishes without having rated anything, or has finished
            meanwhile
        """
        draft, last = self._get_own(person, "draft"), self._get_own(person, "done")
        # sudo: her own file, which is only locked: sent twice at once, the second one starts over
        pass_alone(person.sudo())
        ratings = self._clean_ratings(ratings)
        note = (note and note.strip()[:MAX_WORDS]) or (None if note is None else False)
        said, words = draft._get_said(ratings, note) if draft else (ratings, note)
        is_known = set(said) <= set(last.rating_ids.competency_id.ids)
        if finish and last and is_known and last._is_repeated(said, words):
            draft.sudo().unlink()
            return last
        if seen is not None and seen != last.id:
            raise UserError(
                self.env._(
                    "You have finished this rating in another window: it stays as it was. To say "
                    "what has changed since, go on here and finish once more."
                )
            )
        if not draft and not finish and not ratings and note is None:
            return draft
        # sudo: her own self-assessment, checked above; only levels and words are written
        draft_sudo = draft.sudo() or self.sudo()._by_method().create(
            {"entrepreneur_id": person.id, "kind": "self", "user_id": self.env.user.id}
        )
        draft_sudo._add_ratings()
        for rating in draft_sudo.rating_ids:
            if ratings.get(rating.competency_id.id):
                rating.write(ratings[rating.competency_id.id])
        draft_sudo.date = fields.Date.context_today(self)
        if note is not None:
            draft_sudo.note = note
        if finish:
            draft_sudo.action_finish()
            person._tell_referent(
                self.env._(
                    "%(name)s has rated her or his competencies: have a look before the next "
                    "appointment.",
                    name=person.sudo().name,
                )
            )
        return draft_sudo.with_env(self.env)

    def _throw_own_draft_away(self, person):
        """Delete the self-assessment that a person has begun and not finished."""
        # sudo: her own, found with her rights
        self._get_own(person, "draft").sudo().unlink()

    # -- reading -------------------------------------------------------------------------------

    def _get_framework(self, person):
        """Return the competencies that are rated today for a person, in the order of the axes."""
        return self.env["cae.competency"].search(
            [
                ("company_id", "in", (False, person.company_id.id)),
                ("domain_id.active", "=", True),
            ]
        )

    def _get_side_by_side(self, person):
        """Return what the radar and its table show of one person.

        Only finished assessments count. Expected levels are those of today.

        :param cae.entrepreneur person: one file, read with the user's rights
        :return: dict of ``axes`` (list of dicts: domain, label, and for each of expected,
            self_first, self_last, advisor_first, advisor_last an average or None), ``rows``
            (the same by competency, with whole levels), and ``top`` (highest level)
        """
        done = Domain("entrepreneur_id", "=", person.id) & Domain("state", "=", "done")
        snapshots = self.search(done, order="date, id").grouped("kind")
        series = {}
        for kind in ("self", "advisor"):
            progress = arithmetic.progress(
                {
                    rating.competency_id: rating.level_value
                    for rating in snapshot.rating_ids.filtered("is_rated")
                }
                for snapshot in snapshots.get(kind, ())
            )
            for place, name in enumerate(("first", "last")):
                series[f"{kind}_{name}"] = {rated: both[place] for rated, both in progress.items()}
        competencies = self._get_framework(person)
        today = fields.Date.context_today(self)
        series["expected"] = self.env["cae.competency.expectation"]._get_expected(
            competencies,
            person.stage,
            arithmetic.months_between(person.date_entry, today),
        )
        domains = {competency: competency.domain_id for competency in competencies}
        averages = {name: arithmetic.by_domain(levels, domains) for name, levels in series.items()}
        return {
            "axes": [
                {
                    "domain": domain,
                    "label": domain.short_name or domain.name,
                    "rows": [
                        {"competency": competency}
                        | {name: levels.get(competency) for name, levels in series.items()}
                        for competency in found
                    ],
                    **{name: average[domain] for name, average in averages.items()},
                }
                for domain, found in competencies.grouped("domain_id").items()
            ],
            "top": max(self.env["cae.competency.level"].search([]).mapped("value"), default=0),
        }

    def _get_timeline_events(self, entrepreneurs):
        """Return the finished assessments of these files as events of their timeline."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        title = self.env._("Competencies rated")
        return [
            make_event(assessment, assessment.date, "fa-bullseye", title, labels[assessment.kind])
            for assessment in self.search(
                [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "done")]
            )
        ]
