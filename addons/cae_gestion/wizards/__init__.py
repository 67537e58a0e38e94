from . import cae_activity_statement
