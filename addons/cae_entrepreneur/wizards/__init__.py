from . import cae_lead_decision
