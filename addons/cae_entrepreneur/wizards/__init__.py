from . import cae_contract_end, cae_deadline_done, cae_lead_decision, cae_register
