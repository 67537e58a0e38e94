from . import file, import_template, portal
