from . import cae_meeting_planning
