import inspect
import json

from odoo.addons.cae_entrepreneur.tests.calls_common import call_method, count_changes
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon

WRITES = {
    "cae.entrepreneur": {"stage": "associate"},
    "cae.activity": {"name": "Mine now"},
    "cae.contract": {"state": "draft"},
    "cae.territory": {"name": "Mine now"},
    "cae.pole": {"name": "Mine now"},
}
ADDONS = ("cae_entrepreneur", "cae_echeance", "cae_contrat")
REFUSALS = (
    "odoo.models",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
)
# What tells that something of the neighbour came out.
SECRETS = ("Bruno", "Blin", "cae_bruno", "Green garden", "TBRU", "Dora", "cae_dora", "Red bakery")
# What is told to open pages, whatever becomes of it.
NOISE = ("bus_bus",)


@tagged("post_install", "-at_install")
class TestRpc(CaeContractCommon, HttpCase):
    """What a person on the portal can reach by calling the server directly."""

    def _call(self, model, method, *args, **kwargs):
        response = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": kwargs,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
            timeout=120,
        )
        return response.json()

    def assertRefused(self, answer):
        self.assertIn("error", answer)
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError")

    def _own_records(self):
        return self.alice, self.alice_activity, self.alice_contract, self.territory, self.pole

    @mute_logger("odoo.http")
    def test_one_cannot_write_even_ones_own(self):
        self.authenticate("cae_alice", "cae_alice")
        for record in self._own_records():
            with self.subTest(model=record._name):
                self.assertRefused(
                    self._call(record._name, "write", record.ids, WRITES[record._name])
                )
                self.assertRefused(self._call(record._name, "unlink", record.ids))
                self.assertRefused(self._call(record._name, "create", [WRITES[record._name]]))

    @mute_logger("odoo.http")
    def test_neighbour_reads_nothing(self):
        self.authenticate("cae_bruno", "cae_bruno")
        for record in (self.alice, self.alice_activity, self.alice_contract):
            with self.subTest(model=record._name):
                self.assertRefused(self._call(record._name, "read", record.ids, ["display_name"]))
                found = self._call(record._name, "search_read", [("id", "=", record.id)])
                self.assertEqual(found["result"], [])

    def test_one_reads_ones_own(self):
        self.authenticate("cae_alice", "cae_alice")
        answer = self._call("cae.activity", "search_read", [], ["code"])
        self.assertEqual(answer["result"], [{"id": self.alice_activity.id, "code": "TALI"}])

    # -- every method of every model -------------------------------------------------------------

    def _find_models(self):
        """The models that these addons make, found in the registry."""
        return [
            self.env[name]
            for name, cls in sorted(self.env.registry.items())
            if cls._original_module in ADDONS and not cls._abstract
        ]

    def _find_methods(self, model):
        """Names of all that the server would call, inherited methods too, by their origin."""
        ours, inherited = [], []
        for name in sorted(dir(type(model))):
            if name.startswith("_") or not callable(getattr(type(model), name, None)):
                continue
            try:
                get_public_method(model, name)
            except (AccessError, AttributeError):
                continue
            defined_here = any(
                name in vars(cls) and cls.__module__.startswith("odoo.addons.cae_")
                for cls in type(model).__mro__
            )
            (ours if defined_here else inherited).append(name)
        return ours, inherited

    def _foreign_records(self, model):
        """Records of the model that are the neighbours', or belong to nobody on the portal."""
        for path in ("entrepreneur_id", "person_id", "contract_id.entrepreneur_id"):
            field = model._fields.get(path.split(".")[0])
            if field and field.store:
                domain = Domain(path, "in", (self.bruno + self.dora).ids)
                found = model.sudo().with_context(active_test=False).search(domain, limit=3)
                if found:
                    return found
        return {
            "cae.entrepreneur": self.bruno + self.dora,
            "cae.activity": self.bruno_activity + self.dora_activity,
        }.get(model._name) or model.sudo().with_context(active_test=False).search([], limit=2)

    def _make_arguments(self, record, name):
        """Arguments that would work, from the names of the method's parameters."""
        method = getattr(type(record), name)
        try:
            parameters = list(inspect.signature(method).parameters.values())[1:]
        except ValueError:
            return [record.ids]
        arguments = [] if getattr(method, "_api_model", False) else [record.ids]
        for parameter in parameters:
            if parameter.kind not in (
                inspect.Parameter.POSITIONAL_ONLY,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
            ):
                break
            if parameter.default is not inspect.Parameter.empty and parameter.name not in (
                "domain",
                "fields",
                "specification",
                "groupby",
                "aggregates",
                "name",
            ):
                break
            arguments.append(self._make_argument(record, parameter.name))
        return arguments

    def _make_argument(self, record, name):
        columns = [
            column
            for column, field in record._fields.items()
            if field.type in ("char", "selection", "many2one", "date") and not field.groups
        ][:12]
        known = {
            "domain": [],
            "fields": columns,
            "field_names": columns,
            "fields_list": columns,
            "fields_to_export": columns,
            "fnames": columns,
            "specification": {column: {} for column in columns},
            "fields_spec": {column: {} for column in columns},
            "field_onchange": {},
            "groupby": [columns[0]] if columns else [],
            "aggregates": ["__count"],
            "vals": {"display_name": "Mine now"},
            "values": {"display_name": "Mine now"},
            "vals_list": [{}],
            "name": "",
            "operation": "read",
            "date": "2025-06-01",
        }
        if name in known:
            return known[name]
        if name.endswith("_ids") or name == "ids":
            return record.ids
        return record[:1].id if name.endswith("_id") else "Mine now"

    def _read_neighbours(self):
        """All the rows of the neighbours, as the database has them."""
        self.env.flush_all()
        rows = {}
        for table, column, ids in (
            ("cae_entrepreneur", "id", (self.bruno + self.dora).ids),
            ("res_partner", "id", (self.bruno + self.dora).partner_id.ids),
            ("cae_activity", "id", (self.bruno_activity + self.dora_activity).ids),
            ("cae_contract", "entrepreneur_id", (self.bruno + self.dora).ids),
            ("cae_document", "entrepreneur_id", (self.bruno + self.dora).ids),
            ("cae_bank_change", "entrepreneur_id", (self.bruno + self.dora).ids),
            ("cae_entrepreneur_stage", "entrepreneur_id", (self.bruno + self.dora).ids),
        ):
            self.env.cr.execute(
                f"SELECT * FROM {table} WHERE {column} = ANY(%s) ORDER BY id",
                [ids],
            )
            rows[table] = self.env.cr.fetchall()
        return rows

    def _try_methods(self, models, login):
        """Call every method on records that are not the caller's; yield what went wrong."""
        user = self.env["res.users"].search([("login", "=", login)])
        tried = answered = 0
        for model in models:
            ours, inherited = self._find_methods(model)
            record = self._foreign_records(model)
            for name in (*ours, *inherited):
                before = count_changes(self.env)
                arguments = self._make_arguments(record, name)
                tried += 1
                try:
                    answer = call_method(model.with_user(user), name, *arguments)
                except Exception:  # whatever it was, nothing came out and all was undone
                    continue
                answered += 1
                after = count_changes(self.env)
                changed = sorted(
                    table
                    for table in after
                    if after[table] != before.get(table) and table not in NOISE
                )
                if changed:
                    yield f"{model._name}.{name} changed {', '.join(changed)}"
                text = json.dumps(answer, default=str)
                for secret in SECRETS:
                    if secret in text:
                        yield f"{model._name}.{name} told “{secret}”: {text[:200]}"
        self.assertGreater(tried, 40 * len(models), "methods were found and called")
        self.assertGreater(answered, 5 * len(models), "those that tell nothing were answered")

    def test_every_method_of_every_model(self):
        models = self._find_models()
        names = {model._name for model in models}
        self.assertLessEqual(
            {"cae.entrepreneur", "cae.contract", "cae.document", "cae.bank.change"}, names
        )
        for name in ("read", "web_read", "search_read", "export_data", "copy", "name_search"):
            self.assertIn(name, self._find_methods(self.alice)[1])
        self.assertIn("message_post", self._find_methods(self.alice)[1])
        self.assertIn("action_confirm", self._find_methods(self.alice_contract)[0])
        self.env["cae.bank.change"].create(
            {"entrepreneur_id": self.bruno.id, "iban": "FR7630006000011234567890189"}
        ).action_ask()
        before = self._read_neighbours()
        with mute_logger(*REFUSALS):
            offenders = list(self._try_methods(models, "cae_alice"))
        self.assertFalse(offenders)
        self.env.invalidate_all()
        self.assertEqual(self._read_neighbours(), before)
