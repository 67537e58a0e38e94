from . import answer
from . import meetings
