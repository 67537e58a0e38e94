from . import (
    contracts,
    file,
    import_template,
    login,
    portal,
)
