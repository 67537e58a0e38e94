from . import (
    cae_lead_decision,
    cae_settings,
)
