from . import controllers, models, report, wizards


def post_init_hook(env):
    """Take out what sends data to others."""
    env["ir.module.module"]._cae_remove_unasked()


def uninstall_hook(env):
    """Take out what the search by words has in the database beside tables."""
    env.cr.execute(
        """
        DROP TEXT SEARCH CONFIGURATION IF EXISTS public.cae_french CASCADE;
        DROP FUNCTION IF EXISTS public.cae_cut_feminine(text) CASCADE;
        DROP FUNCTION IF EXISTS public.cae_fold(text) CASCADE;
        """
    )
