from . import (
    base_partner_merge,
    cae_entrepreneur_merge,
    cae_settings,
    portal_wizard,
)
