from . import (
    test_charts_engine,
    test_periods_engine,
    test_plausible,
    test_workbook,
)
