from . import appointments, competencies, diagnoses, reports, roadmap
