from . import account_automatic_entry_wizard
from . import account_payment_register
from . import cae_activity_statement
from . import cae_contribution_trial
from . import cae_invoice_question
from . import cae_settings
