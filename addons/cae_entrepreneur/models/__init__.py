from . import ir_http
from . import account_analytic_account
from . import cae_territory
from . import cae_pole
from . import cae_activity
from . import cae_contract
from . import cae_entrepreneur
from . import res_partner
