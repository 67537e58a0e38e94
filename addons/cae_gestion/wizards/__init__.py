from . import account_payment_register
from . import cae_activity_statement
