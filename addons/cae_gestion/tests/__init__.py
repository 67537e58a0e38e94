from . import test_account_activity
