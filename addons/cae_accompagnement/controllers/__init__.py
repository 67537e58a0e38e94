from . import appointments, competencies, reports, roadmap
