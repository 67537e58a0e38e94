# Sent to the person and not yet countersigned: the text is out of the house.
SENT_STATES = ("to_sign", "signed")
TIME_ZONE = "Europe/Paris"


def get_signing_models(env):
    """Return the models of documents that are signed, as a selection of (name, label)."""
    mixin = env.registry["cae.signing.mixin"]
    return [
        (name, env[name]._description)
        for name, model in sorted(env.registry.items())
        if issubclass(model, mixin) and not model._abstract
    ]
