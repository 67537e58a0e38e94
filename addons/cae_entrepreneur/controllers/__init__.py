from . import (
    file,
    login,
    portal,
)
