from . import (
    cae_contract_end,
    cae_entrepreneur_merge,
    cae_settings,
)
