"""What was said in the appointments of the example cooperative, and who signed it."""

from odoo.fields import Command

from .people import read

# appointments are named by their activity and the beginning of their subject
TOLD = read("reports")
SHARED, INTERVIEWS = TOLD["shared"], TOLD["interviews"]


def write_reports(coop):
    """Write the reports of what the advisor held."""
    advisor = coop.user("accompagnatrice")
    for said in SHARED:
        _share(coop, advisor, said)
    for said in INTERVIEWS:
        _hold_interview(coop, advisor, said)
    # A draft without an appointment: what is said on the telephone.
    coop.make(
        "cae.report",
        person_ids=[Command.link(coop.person("BOIS").id)],
        user_id=advisor.id,
        name="Caution de l'atelier",
        text=TOLD["call"],
    )
    coop.forget_mails("cae.report")


def _open(coop, advisor, said):
    """Return the draft of the report of one appointment, as the advisor opens it."""
    appointment = coop.find(
        "cae.appointment",
        ("entrepreneur_id.cae_activity_ids.code", "=", said["activity"]),
        ("name", "=like", f"{said['subject']}%"),
        limit=1,
    )
    action = appointment.with_user(advisor).action_write_report()
    report = coop.env["cae.report"].browse(action["res_id"])
    report.write(coop.resolve(said["values"]))
    return report


def _share(coop, advisor, said):
    report = _open(coop, advisor, said)
    report.decision_ids.date = report.date
    if "note" in said:
        coop.env["cae.report.note"]._by_method().create(
            {"report_id": report.id, "user_id": advisor.id, "text": said["note"]}
        )
    # Without a login nobody would read it: shared as what the cooperative does meanwhile.
    report._by_method().write({"state": "shared"})
    report.decision_ids._give_numbers()


def _hold_interview(coop, advisor, said):
    report = _open(coop, advisor, said).with_user(advisor)
    report.action_send_for_signature()
    if not said["is_signed"]:
        return
    person, write = report.entrepreneur_id, coop.env["cae.signature"]._write_signature
    report.with_user(person.user_ids[:1]).sudo()._sign_by_person(
        write(person.name), person.name, report.signing_hash, {}
    )
    report._countersign(write(advisor.name), advisor.name)
