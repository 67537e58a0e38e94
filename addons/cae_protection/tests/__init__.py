from . import test_french_days
