from . import test_demo
from . import test_formats
from . import test_meetings
from . import test_reports
