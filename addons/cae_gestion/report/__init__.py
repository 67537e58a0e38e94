from . import contribution_followup_xlsx
