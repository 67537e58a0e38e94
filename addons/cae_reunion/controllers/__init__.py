from . import meetings
