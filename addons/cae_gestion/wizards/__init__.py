from . import account_automatic_entry_wizard
from . import account_payment_register
from . import cae_activity_statement
from . import cae_ledger_check
