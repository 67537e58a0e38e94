from . import (
    test_periods_engine,
    test_plausible,
    test_workbook,
)
