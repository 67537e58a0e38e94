from . import cae_ledger_check
