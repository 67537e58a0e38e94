import re

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import html_to_inner_content

from ..engine.words import has_operator, split_words

# French words by their stem, accents or not ("réunions" finds "reunion").
CONFIGURATION = "public.cae_french"
MOST_LETTERS = 500  # of what is typed into a search box
# Around the words that were found, until the text is escaped; nobody can type these.
START, STOP = "\x02", "\x03"
HEADLINE = (
    f"StartSel={START}, StopSel={STOP}, MaxFragments=2, MaxWords=22, MinWords=8, "
    'FragmentDelimiter=" … "'
)
EXCERPT = 180  # letters shown when nothing is looked for
# All accents are folded by PostgreSQL's unaccent. "validée" is the same word as "validé": the
# stemmer needs the accent to know, so the feminine is cut before.
SETUP = r"""
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE OR REPLACE FUNCTION public.cae_fold(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent', $1)) $$;
CREATE OR REPLACE FUNCTION public.cae_cut_feminine(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT regexp_replace(coalesce($1, ''), '([ée])e(s?)\M', '\1\2', 'gi') $$;
DO $$
BEGIN
    CREATE TEXT SEARCH CONFIGURATION public.cae_french (COPY = pg_catalog.french);
    ALTER TEXT SEARCH CONFIGURATION public.cae_french
        ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, french_stem;
EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL;
END $$;
"""


class CaeWordsMixin(models.AbstractModel):
    """Records that are found again by their words.

    *How it works*: the texts of a record are kept together in ``search_text``, and PostgreSQL
    keeps their stems beside them (a generated column, never behind). ``search_words`` is looked
    for with what people know from web searches: several words in any form, "a phrase", or,
    -without. Words alone are found by a part of them too. ``excerpt`` shows where the words of
    the context ``cae_words`` stand.

    *How to use*: inherit, and name the texts in ``_get_search_fields``.
    """

    _name = "cae.words.mixin"
    _description = "Found by Words"

    search_text = fields.Text(compute="_compute_search_text", store=True, personal="keep")
    search_words = fields.Char(
        string="Words",
        compute="_compute_search_words",
        search="_search_search_words",
        help="Words, in any form and with or without accents. “Two words” between quotation "
        "marks stand together; a minus leaves a word out.",
    )
    excerpt = fields.Html(compute="_compute_excerpt", sanitize=False)

    @api.model
    def _get_search_fields(self):
        """Return the paths to the texts in which a record is found (list of str)."""
        return ["display_name"]

    @api.model
    def _get_excerpt_fields(self):
        """Return the names of the fields from which passages are shown (list of str)."""
        return self._get_search_fields()

    @api.private
    def init(self):
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(SETUP)
        table = SQL.identifier(self._table)
        for statement in (
            "ALTER TABLE %s ADD COLUMN IF NOT EXISTS search_vector tsvector GENERATED ALWAYS AS "
            "(to_tsvector('public.cae_french', public.cae_cut_feminine(search_text))) STORED",
            "CREATE INDEX IF NOT EXISTS %s ON %s USING gin "
            "(search_vector, public.cae_fold(search_text) public.gin_trgm_ops)",
        ):
            index = SQL.identifier(f"{self._table}_search_vector_idx")
            self.env.cr.execute(SQL(statement, *([index] if "INDEX" in statement else []), table))

    @api.depends(lambda self: self._get_search_fields())
    def _compute_search_text(self):
        for record in self:
            record.search_text = record._join_texts(self._get_search_fields())

    def _join_texts(self, paths):
        """Return the words of some texts of one record, without tags (str)."""
        self.ensure_one()
        texts = (text for path in paths for text in self.mapped(path) if text)
        return " ".join(
            " ".join((html_to_inner_content(text) if isinstance(text, Markup) else text).split())
            for text in texts
        )

    # -- looking for words ---------------------------------------------------------------------

    @api.depends()
    def _compute_search_words(self):
        # only searched; a value is asked for by generic calls
        self.search_words = False

    @api.model
    def _search_search_words(self, operator, value):
        texts = [value] if isinstance(value, str) else value
        if operator not in ("ilike", "like", "=", "in") or not texts:
            return NotImplemented
        texts = [text for text in texts if isinstance(text, str)]
        return Domain.OR(self._domain_words(text) for text in texts) if texts else Domain.TRUE

    @api.model
    def _domain_words(self, text):
        """Return the domain of the records with these words; no word at all finds all."""
        query = self._make_words_query(text)
        if not self.env.execute_query(SQL("SELECT numnode(%s)", query))[0][0]:
            return Domain.TRUE
        # the database alone makes the stems: what was just written must be there
        self.flush_model(["search_text"])
        stems = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s @@ %s", SQL.identifier(alias, "search_vector"), query
            )
        )
        return stems if has_operator(text) else stems | self._domain_parts("search_text", text)

    @api.model
    def _domain_parts(self, name, text):
        """Return the domain of the records of which a stored field has all these parts of words."""
        words = split_words(text)
        if not words:
            return Domain.TRUE
        self.flush_model([name])
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(" AND ").join(
                SQL(
                    "public.cae_fold(%s) LIKE public.cae_fold(%s)",
                    SQL.identifier(alias, name),
                    f"%{word}%",
                )
                for word in words
            )
        )

    @api.model
    def _make_words_query(self, text):
        """Return the SQL of a search for a text as people type it; it never fails."""
        typed = (text or "").replace("\x00", " ")[:MOST_LETTERS]
        return SQL("websearch_to_tsquery(%s, public.cae_cut_feminine(%s))", CONFIGURATION, typed)

    # -- showing where they stand ----------------------------------------------------------------

    def _get_excerpt_source(self):
        """Return the text of one record as plain words (str)."""
        return re.sub(f"[{START}{STOP}\x00]", "", self._join_texts(self._get_excerpt_fields()))

    @api.depends(lambda self: self._get_excerpt_fields())
    @api.depends_context("cae_words")
    def _compute_excerpt(self):
        words = self._get_context_words()
        texts = {record: record._get_excerpt_source() for record in self}
        found = self._find_headlines(texts, words) if words.strip() else {}
        for record, text in texts.items():
            shown = found.get(record, text[:EXCERPT] + ("…" if len(text) > EXCERPT else ""))
            safe = str(escape(shown)).replace(START, "<mark>").replace(STOP, "</mark>")
            record.excerpt = Markup(safe)

    @api.model
    def _find_headlines(self, texts, words):
        """Return {record: the passages with the words, between START and STOP}.

        :param dict texts: {record: plain text}
        """
        records = list(texts)
        rows = self.env.execute_query(
            SQL(
                "SELECT position, ts_headline(%s, text, %s, %s) "
                "FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, position)",
                CONFIGURATION,
                self._make_words_query(words),
                HEADLINE,
                list(texts.values()),
            )
        )
        return {records[position - 1]: text for position, text in rows}

    @api.model
    def _get_context_words(self):
        """Return what is looked for by the context (str): one text or a list, else nothing."""
        words = self.env.context.get("cae_words")
        words = words if isinstance(words, list | tuple) else [words]
        return " or ".join(word for word in words if isinstance(word, str))

    def _with_context_words(self):
        """Return the records with a text as their words: what is computed is kept by them."""
        if "cae_words" not in self.env.context:
            return self
        return self.with_context(cae_words=self._get_context_words())

    def read(self, fields=None, load="_classic_read"):
        return super(CaeWordsMixin, self._with_context_words()).read(fields, load)

    def _read_format(self, fnames, load="_classic_read"):
        return super(CaeWordsMixin, self._with_context_words())._read_format(fnames, load)
