from . import test_exit
