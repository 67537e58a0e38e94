from . import competencies, diagnoses
