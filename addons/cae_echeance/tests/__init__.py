from . import (
    test_deadline,
    test_deadline_engine,
)
