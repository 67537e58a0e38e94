from . import account_move
from . import cae_takeover
from . import cae_takeover_line
from . import cae_takeover_mapping
from . import cae_takeover_problem
