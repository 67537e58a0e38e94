from . import (
    test_attempt,
    test_charts_engine,
    test_periods_engine,
    test_shared_engine,
    test_sheet,
    test_table_file,
    test_workbook,
)
