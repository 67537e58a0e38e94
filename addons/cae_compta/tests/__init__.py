from . import test_bound_openings
from . import test_ledger_check
from . import test_takeover
from . import test_takeover_sample
from . import test_trial_balance_engine
