from . import (
    base_partner_merge,
    cae_certificate_replacement,
    cae_contract_end,
    cae_countersignature,
    cae_deadline_done,
    cae_entrepreneur_merge,
    cae_lead_decision,
    cae_paper_signature,
    cae_register,
    cae_settings,
    portal_wizard,
)
