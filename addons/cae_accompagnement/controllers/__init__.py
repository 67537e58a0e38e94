from . import competencies
