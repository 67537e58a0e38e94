import re

from lxml import html
from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# French words by their stem, accents or not ("réunions" finds "reunion").
CONFIGURATION = "public.cae_french"
COLUMN = "search_vector"
MAX_WORDS = 500  # letters of what is typed into a search box
# Around the words that were found, until the text is escaped; nobody can type these.
START, STOP = "\x02", "\x03"
HEADLINE = (
    f"StartSel={START}, StopSel={STOP}, MaxFragments=2, MaxWords=22, MinWords=8, "
    'FragmentDelimiter=" … "'
)
# "validée" is the same word as "validé": the stemmer needs the accent to know, which is gone.
FEMININE = re.compile(r"([ée])e(s?)\b", re.IGNORECASE)
EXCERPT = 180  # letters shown when nothing is looked for


class CaeFullTextMixin(models.AbstractModel):
    """Texts that are found again by their words, the way PostgreSQL looks for French ones.

    *How it works*: PostgreSQL keeps a column of stems (generated from the text, so that it is
    never behind) with an index. ``words`` is looked for with what people know from web
    searches: several words, "a phrase", or, -without. ``excerpt`` shows where the words of
    the context ``cae_words`` stand.

    *How to use*: inherit, and name the stored text fields in ``_get_full_text_fields``.
    """

    _name = "cae.full.text.mixin"
    _description = "Texts found by their words"

    words = fields.Char(
        compute="_compute_words",
        search="_search_words",
        help="Words, in any form and with or without accents. “Two words” between quotation "
        "marks stand together; a minus leaves a word out.",
    )
    excerpt = fields.Html(compute="_compute_excerpt", sanitize=False)

    @api.model
    def _get_full_text_fields(self):
        """Return the names of the stored text fields in which words are looked for (list)."""
        return []

    @api.private
    def init(self):
        """Make the column of the stems, and make it anew when other fields are in it."""
        super().init()
        if self._abstract or not self._auto:
            return
        self._make_text_configuration()
        text = " || ' ' || ".join(
            f"regexp_replace(coalesce({name}, ''), '<[^>]+>', ' ', 'g')"
            for name in self._get_full_text_fields()
        )
        text = rf"regexp_replace({text}, '([ée])e(s?)\M', '\1\2', 'gi')"
        table, column = SQL.identifier(self._table), SQL.identifier(COLUMN)
        found = self.env.execute_query(
            SQL(
                "SELECT col_description(attrelid, attnum) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attname = %s AND NOT attisdropped",
                self._table,
                COLUMN,
            )
        )
        if found and found[0][0] == text:
            return
        statements = [SQL("ALTER TABLE %s DROP COLUMN IF EXISTS %s", table, column)]
        statements.append(
            SQL(
                "ALTER TABLE %s ADD COLUMN %s tsvector GENERATED ALWAYS AS "
                "(to_tsvector(%s::regconfig, %s)) STORED",
                table,
                column,
                CONFIGURATION,
                SQL(text.replace("%", "%%")),
            )
        )
        statements.append(SQL("COMMENT ON COLUMN %s.%s IS %s", table, column, text))
        statements.append(
            SQL(
                "CREATE INDEX %s ON %s USING gin (%s)",
                SQL.identifier(f"{self._table}_{COLUMN}_idx"),
                table,
                column,
            )
        )
        for statement in statements:
            self.env.cr.execute(statement)

    def _make_text_configuration(self):
        cr = self.env.cr
        cr.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
        schema, name = CONFIGURATION.split(".")
        cr.execute(
            "SELECT 1 FROM pg_ts_config JOIN pg_namespace space ON space.oid = cfgnamespace "
            "WHERE nspname = %s AND cfgname = %s",
            (schema, name),
        )
        if not cr.rowcount:
            made = SQL.identifier(schema, name)
            cr.execute(SQL("CREATE TEXT SEARCH CONFIGURATION %s (COPY = french)", made))
            cr.execute(
                SQL(
                    "ALTER TEXT SEARCH CONFIGURATION %s ALTER MAPPING FOR hword, hword_part, word "
                    "WITH unaccent, french_stem",
                    made,
                )
            )

    # -- looking for words ---------------------------------------------------------------------

    def _compute_words(self):
        # only searched; a value is asked for by generic calls
        self.words = False

    @api.model
    def _search_words(self, operator, value):
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
        self.flush_model(self._get_full_text_fields())
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s @@ %s", SQL.identifier(alias, COLUMN), query
            )
        )

    @api.model
    def _make_words_query(self, text):
        """Return the SQL of a search for a text as people type it; it never fails."""
        typed = FEMININE.sub(r"\1\2", (text or "").replace("\x00", " ")[:MAX_WORDS])
        return SQL("websearch_to_tsquery(%s::regconfig, %s)", CONFIGURATION, typed)

    # -- showing where they stand ----------------------------------------------------------------

    @api.model
    def _get_excerpt_fields(self):
        """Return the names of the fields from which passages are shown (list)."""
        return self._get_full_text_fields()

    def _get_excerpt_source(self):
        """Return the text of one record as plain words (str)."""
        self.ensure_one()
        parts = (to_plain(self[name]) for name in self._get_excerpt_fields())
        return re.sub(f"[{START}{STOP}\x00]", "", " ".join(filter(None, parts)))

    @api.depends(lambda self: self._get_excerpt_fields())
    @api.depends_context("cae_words")
    def _compute_excerpt(self):
        words = self._get_context_words()
        sources = {record: record._get_excerpt_source() for record in self}
        found = self._find_headlines(sources, words) if words.strip() else {}
        for record in self:
            text = found.get(record)
            if text is None:
                source = sources[record]
                text = source[:EXCERPT] + ("…" if len(source) > EXCERPT else "")
            safe = str(escape(text)).replace(START, "<mark>").replace(STOP, "</mark>")
            record.excerpt = Markup(safe)

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
        return super(CaeFullTextMixin, self._with_context_words()).read(fields, load)

    def _read_format(self, fnames, load="_classic_read"):
        return super(CaeFullTextMixin, self._with_context_words())._read_format(fnames, load)

    @api.model
    def _find_headlines(self, sources, words):
        """Return {record: the passages with the words, between START and STOP}.

        :param dict sources: {record: plain text}
        """
        records = list(sources)
        rows = self.env.execute_query(
            SQL(
                "SELECT position, ts_headline(%s::regconfig, text, %s, %s) "
                "FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, position)",
                CONFIGURATION,
                self._make_words_query(words),
                HEADLINE,
                list(sources.values()),
            )
        )
        return {records[position - 1]: text for position, text in rows}


def to_plain(value):
    """Return the words of a text or of HTML, without tags (str)."""
    if not value:
        return ""
    if isinstance(value, Markup):
        try:
            value = " ".join(html.fromstring(f"<div>{value}</div>").itertext())
        except ValueError:
            value = re.sub(r"<[^>]+>", " ", value)
    return " ".join(str(value).split())
