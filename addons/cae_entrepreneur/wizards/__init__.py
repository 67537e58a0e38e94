from . import cae_deadline_done, cae_lead_decision
