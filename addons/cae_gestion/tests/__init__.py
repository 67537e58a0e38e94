from . import test_account_activity
from . import test_contribution_engine
from . import test_contribution_run
from . import test_takeover
from . import test_takeover_sample
from . import test_trial_balance_engine
from . import test_contribution_security
from . import test_contribution_views
