import base64
import binascii
import re
from textwrap import shorten

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.folding import fold
from odoo.addons.cae_socle.engine.postcode import is_postcode
from odoo.addons.cae_socle.engine.words import split_words
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.addons.cae_socle.models.typed_texts import find_too_long
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.image import base64_to_image

from ..engine.web_address import is_web_address

# Only people who work in the cooperative are proposed to clients.
PUBLIC_STAGES = ("cape", "cesa", "associate")
PLACE_FIELDS = ("place", "entrepreneur_id.territory_id.name")
LENGTHS = {"trade_name": 80, "description": 2000, "place": 80, "website": 200}
LONGEST_MESSAGE = 3000
SHORTEST_MESSAGE = 10
MOST_PHOTO_BYTES = 5 * 1024 * 1024


class CaeDirectoryPage(models.Model):
    """What a member shows of herself to clients: nothing, until she says so.

    Visitors never read this model: the site's pages show what `_get_public_values` returns.
    """

    _name = "cae.directory.page"
    _description = "Page in the directory"
    _inherit = ["cae.words.mixin", "cae.guard.mixin"]
    _order = "trade_name, id"
    _check_company_auto = True
    _guarded_parents = {"entrepreneur_id": "read"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    territory_id = fields.Many2one(related="entrepreneur_id.territory_id", store=True, index=True)
    published = fields.Boolean(help="Chosen by the member herself, in her space.")
    is_public = fields.Boolean(
        compute="_compute_is_public",
        store=True,
        index=True,
        string="On the site",
        help="Published, and the member has a contract or is an associate.",
    )
    trade_name = fields.Char(required=True, size=80, string="Trade or brand")
    description = fields.Text()
    place = fields.Char(string="Town")
    website = fields.Char()
    show_phone = fields.Boolean(string="Phone shown")
    photo = fields.Image(max_width=800, max_height=800)
    has_photo = fields.Boolean(compute="_compute_has_photo", store=True)
    place_text = fields.Char(compute="_compute_place_text", store=True)

    _entrepreneur_uniq = models.Constraint(
        "unique (entrepreneur_id)", "This person already has a page in the directory."
    )

    @api.depends("published", "entrepreneur_id.stage", "entrepreneur_id.active")
    def _compute_is_public(self):
        for page in self:
            page.is_public = (
                page.published
                and page.entrepreneur_id.active
                and page.entrepreneur_id.stage in PUBLIC_STAGES
            )

    @api.depends("photo")
    def _compute_has_photo(self):
        for page in self:
            page.has_photo = bool(page.photo)

    def _get_search_fields(self):
        return [
            "trade_name",
            "description",
            "entrepreneur_id.name",
            "entrepreneur_id.pole_ids.name",
            *PLACE_FIELDS,
        ]

    @api.depends(*PLACE_FIELDS)
    def _compute_place_text(self):
        for page in self:
            page.place_text = page._join_texts(PLACE_FIELDS)

    @api.depends("trade_name", "entrepreneur_id.name")
    def _compute_display_name(self):
        for page in self:
            page.display_name = " · ".join(
                filter(None, [page.entrepreneur_id.name, page.trade_name])
            )

    # ---- What the member does in her space

    def _read_own_page(self, entrepreneur, params, photo=None):
        """Check what a member typed on her page.

        :param params: the raw fields of the form
        :param photo: the content of an uploaded picture, if any
        :return: (values, {field: sentence})
        """
        typed = {key: (params.get(key) or "").strip() for key in LENGTHS}
        sentences = load_sentences(self.env, "cae_site.form_sentences")
        errors = find_too_long(self.env, typed, LENGTHS)
        if not typed["trade_name"]:
            errors["trade_name"] = sentences["trade_name_missing"]
        published = bool(params.get("published"))
        if published and entrepreneur.stage not in PUBLIC_STAGES:
            errors["published"] = sentences["published_early"]
        website = typed["website"]
        if website and "website" not in errors:
            if "://" not in website:
                website = f"https://{website}"
            if not is_web_address(website):
                errors["website"] = sentences["website_wrong"] % {"address": typed["website"]}
        if params.get("show_phone") and not entrepreneur.sudo().phone:
            errors["show_phone"] = sentences["show_phone_missing"]
        values = {
            **typed,
            "website": website or False,
            "published": published,
            "show_phone": bool(params.get("show_phone")),
        }
        if params.get("delete_photo"):
            values["photo"] = False
        elif photo:
            values["photo"] = base64.b64encode(photo)
            if sentence := self._find_photo_fault(photo, values["photo"]):
                errors["photo"] = sentence
        return values, errors

    def _find_photo_fault(self, content, encoded):
        if len(content) > MOST_PHOTO_BYTES:
            return self.env._("The picture is too heavy: 5 MB at most.")
        try:
            kind = base64_to_image(encoded).format
        except (UserError, ValueError, binascii.Error):
            kind = None
        if kind not in ("JPEG", "PNG", "WEBP"):
            return self.env._("This file is not a picture: choose a JPEG, PNG or WebP file.")
        return None

    def _save_own_page(self, entrepreneur, values):
        """Write the page of a member who stands behind ``entrepreneur`` herself.

        :param entrepreneur: a file that the user's own rights found
        :param values: as `_read_own_page` returned them without an error
        :raise AccessError: the file is not the user's
        """
        entrepreneur.check_access("read")
        # sudo: she writes her own page; the values are a whitelist, checked above
        pages_sudo = self.sudo()
        page_sudo = pages_sudo.search([("entrepreneur_id", "=", entrepreneur.id)])
        if page_sudo:
            page_sudo.write(values)
        else:
            pages_sudo.create({**values, "entrepreneur_id": entrepreneur.id})

    # ---- What the site shows

    def _search_public(self, company, words="", place="", pole_id=0, offset=0, limit=None):
        """Find pages for a visitor.

        :param words: words of the page; a postcode is that of the territory
        :param place: words of the town or territory, or a postcode
        :return: (pages as superuser, count of all that fit)
        """
        domain = Domain("is_public", "=", True) & Domain("company_id", "=", company.id)
        for word in filter(is_postcode, split_words(f"{words} {place}")):
            territory_sudo = self.env["crm.lead"]._find_public_territory(company, word)
            domain &= Domain("territory_id", "in", territory_sudo.ids)
        domain &= self._domain_words(self._without_postcodes(words))
        if place := self._without_postcodes(place):
            domain &= self._domain_parts("place_text", place)
        if pole_id:
            domain &= Domain("entrepreneur_id.pole_ids", "in", pole_id)
        # sudo: visitors have no right of their own; only published pages are found
        pages_sudo = self.sudo()
        return (
            pages_sudo.search(domain, offset=offset, limit=limit),
            pages_sudo.search_count(domain),
        )

    def _without_postcodes(self, text):
        return " ".join(word for word in (text or "").split() if not is_postcode(word))

    def _find_public(self, company, page_id):
        """Return the published page with this id as superuser, or none."""
        # sudo: visitors have no right of their own; only published pages are found
        return self.sudo().search(
            [("id", "=", page_id), ("is_public", "=", True), ("company_id", "=", company.id)]
        )

    def _get_public_places(self, company):
        """Return the towns and territories of published pages, by name."""
        # sudo: visitors have no right of their own; only published pages are found
        groups = self.sudo()._read_group(
            [("is_public", "=", True), ("company_id", "=", company.id)],
            ["place", "territory_id"],
        )
        names = {place for place, _territory in groups}
        names |= {territory.name for _place, territory in groups}
        return sorted(filter(None, names), key=fold)

    def _get_public_poles(self, company):
        """Return the poles of the cooperative as superuser: their names are public."""
        return self.env["cae.pole"].sudo().search([("company_id", "=", company.id)])

    def _get_summary(self):
        """Return a sentence or two about the member, for links shown elsewhere."""
        self.ensure_one()
        person = self.entrepreneur_id
        words = self.description or " · ".join(
            filter(None, [self.place or person.territory_id.name, *person.pole_ids.mapped("name")])
        )
        return shorten(words, 200, placeholder="…")

    def _get_public_values(self):
        """Return what visitors may see of these pages, and nothing else.

        :return: list of dict in the order of the pages
        """
        slug = self.env["ir.http"]._slug
        values = []
        for page in self:
            person = page.entrepreneur_id
            values.append(
                {
                    "id": page.id,
                    "url": f"/entrepreneurs/{slug((page.id, f'{person.name} {page.trade_name}'))}",
                    "name": person.name,
                    "trade_name": page.trade_name,
                    "description": page.description or "",
                    "place": page.place or "",
                    "territory": person.territory_id.name or "",
                    "poles": person.pole_ids.mapped("name"),
                    "website": page.website or "",
                    "phone": person.phone if page.show_phone and person.phone else "",
                    "photo": f"/entrepreneurs/photo/{page.id}" if page.has_photo else "",
                    "can_write": bool(person.email),
                }
            )
        return values

    def _read_contact(self, params):
        """Check what a visitor writes to a member.

        :return: (values: name, email, message; {field: sentence})
        """
        values = {key: (params.get(key) or "").strip() for key in ("name", "email", "message")}
        sentences = load_sentences(self.env, "cae_site.form_sentences")
        errors = find_too_long(self.env, values, {"message": LONGEST_MESSAGE})
        if not values["name"]:
            errors["name"] = sentences["writer_missing"]
        elif len(values["name"]) > 100 or re.search(r"://|[\r\n]", values["name"]):
            errors["name"] = sentences["writer_wrong"]
        if not email_normalize(values["email"]) or len(values["email"]) > 200:
            errors["email"] = sentences["writer_email_wrong"]
        if len(values["message"]) < SHORTEST_MESSAGE:
            errors["message"] = sentences["message_short"] % {"count": SHORTEST_MESSAGE}
        return values, errors

    def _contact(self, values):
        """Send a visitor's message to the member; the answer goes to the visitor directly.

        :param values: as `_read_contact` returned them without an error
        """
        self.ensure_one()
        person = self.entrepreneur_id
        if not person.email_normalized:
            raise ValidationError(
                self.env._("This member cannot be written to at the moment: call us instead.")
            )
        # The member reads the mail and the note in her language, whatever the visitor's.
        env = self.with_context(lang=person.lang or self.env.lang).env
        note = env["ir.qweb"]._render("cae_site.directory_message", {"visitor": values})
        template = self.env.ref("cae_site.mail_template_directory").with_context(note=note)
        # what is kept is the note, with the file
        unseen = {"model": False, "res_id": False}
        reply_to = email_normalize(values["email"])
        template.send_mail(self.id, email_values={"reply_to": reply_to, **unseen})
        person._message_log(body=note)
