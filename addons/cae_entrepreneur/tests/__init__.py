from . import test_activity
from . import test_contract
from . import test_entrepreneur
from . import test_performance
from . import test_portal
from . import test_rights
from . import test_rpc
