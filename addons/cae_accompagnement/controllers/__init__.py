from . import appointments, competencies
