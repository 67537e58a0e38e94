from . import appointments, competencies, roadmap
