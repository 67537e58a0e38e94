from . import (
    base_partner_merge,
    cae_contract_end,
    cae_entrepreneur_merge,
    cae_lead_decision,
    cae_register,
    cae_settings,
    cae_settings_contract_deadline,
    portal_wizard,
)
