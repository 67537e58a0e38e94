from odoo.tests import TransactionCase, tagged

from ..models.cae_anonymisation import TEXT_TYPES

# Models that are about people, ours and Odoo's, where they are installed.
PEOPLE = {"cae.entrepreneur", "res.partner", "res.users", "crm.lead", "hr.employee", "hr.version"}


@tagged("post_install", "-at_install")
class TestAnonymisedFields(TransactionCase):
    """Whatever is written about a person is declared to be anonymised, or to be kept and why.

    One test for all addons: it looks at every model of the database.
    """

    def setUp(self):
        super().setUp()
        self.service = self.env["cae.anonymisation"]
        self.domains = self.service._get_person_domains(self.env["cae.entrepreneur"])

    def _get_our_models(self):
        """The models of our addons that lead to a person in one step or more."""
        ours = {
            name: self.env[name]
            for name in self.env
            if name.startswith("cae.")
            and self.env[name]._auto
            and not self.env[name]._transient
            and not self.env[name]._abstract
        }
        linked, before = set(PEOPLE), set()
        while linked != before:
            before = set(linked)
            linked |= {
                name
                for name, model in ours.items()
                for field in model._fields.values()
                if field.type == "many2one"
                and field.store
                and field.comodel_name in linked - {"res.users", "res.partner"}
            }
        return {name for name in linked if name in ours} | {"cae.entrepreneur"}

    def test_every_text_about_a_person_is_declared(self):
        kept = self.service._get_kept_fields()
        erased = self.service._get_erased_models()
        impersonal = self.service._get_impersonal_models()
        offenders = []
        for name in sorted(self._get_our_models() | set(self.domains)):
            if name in erased or name in impersonal:
                continue
            replaced = self.service._get_replaced_fields(name)
            for field in self.env[name]._fields.values():
                if (
                    field.type in TEXT_TYPES
                    and field.store
                    and not field.related
                    and not field.inherited
                    and field.name not in replaced
                    and field.name not in kept.get(name, {})
                    and not (name in self.service._get_default_kinds() and field.compute)
                ):
                    offenders.append(f"{name}.{field.name}")
        self.assertFalse(offenders, "declare these in cae.anonymisation: replaced, or kept and why")

    def test_every_model_about_a_person_is_looked_for(self):
        known = set(self.domains) | set(self.service._get_impersonal_models())
        self.assertFalse(self._get_our_models() - known)

    def test_what_is_declared_exists(self):
        declared = {
            **self.service._get_anonymised_fields(),
            **self.service._get_kept_fields(),
        }
        for model in declared:
            with self.subTest(model=model):
                self.assertIn(model, self.env)
        for model in (
            *self.domains,
            *self.service._get_erased_models(),
            *self.service._get_thread_kinds(),
        ):
            with self.subTest(model=model):
                self.assertIn(model, self.env)
        for model, names in self.service._get_anonymised_fields().items():
            with self.subTest(model=model):
                self.assertLessEqual(set(names), set(self.env[model]._fields))

    def test_every_thread_about_a_person_goes(self):
        threads = {model for model in self.domains if "message_ids" in self.env[model]._fields} - {
            "res.users"
        }
        self.assertLessEqual(
            threads,
            set(self.service._get_thread_kinds()) | set(self.service._get_erased_models()),
        )

    def test_what_is_about_several_people_is_declared(self):
        """A record that names several people is not left as it is until the last one is gone."""
        known = set(self.service._get_shared_models())
        known |= set(self.service._get_impersonal_models())
        # its name goes with the last of the people who carry it
        known.add("cae.activity")
        offenders = [
            f"{name}.{field.name}"
            for name in sorted(self._get_our_models() | set(self._get_models_of_several()))
            for field in self.env[name]._fields.values()
            if field.type == "many2many"
            and field.store
            and field.comodel_name == "cae.entrepreneur"
            and name not in known
        ]
        self.assertFalse(offenders, "declare these in cae.anonymisation, _get_shared_models")
        for name, path in self.service._get_shared_models().items():
            with self.subTest(model=name):
                self.assertEqual(self.env[name].browse().mapped(path)._name, "cae.entrepreneur")
                self.assertIn(name, self.domains)

    def _get_models_of_several(self):
        return [
            name
            for name in self.env
            if name.startswith("cae.") and self.env[name]._auto and not self.env[name]._transient
        ]
