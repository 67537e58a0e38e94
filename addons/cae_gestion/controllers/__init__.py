from . import activity_statement
from . import pivot
