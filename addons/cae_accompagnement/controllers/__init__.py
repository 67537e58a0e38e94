from . import appointments, reports, roadmap
