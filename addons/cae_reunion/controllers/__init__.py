from . import answer, meetings
