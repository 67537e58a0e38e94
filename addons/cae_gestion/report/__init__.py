from . import activity_statement_report
from . import activity_statement_xlsx
from . import contribution_followup_xlsx
