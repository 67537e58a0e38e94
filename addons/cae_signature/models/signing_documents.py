# Sent to the person and not yet countersigned: the text is out of the house.
SENT_STATES = ("to_sign", "signed")
TIME_ZONE = "Europe/Paris"

# What a signature leaves on a document; the files themselves go with the messages.
SIGNATURE_FIELDS = (
    "signature",
    "signed_name",
    "signed_ip",
    "signed_agent",
    "signing_document",
    "signing_text",
    "signing_refusal",
    "countersignature",
    "countersigned_name",
    "countersigned_ip",
    "countersigned_agent",
    "sealed_document",
    "paper_scan",
    "paper_scan_name",
)

# What stays of it: whoever still holds such a document can prove that it is the one.
FINGERPRINTS = ("signed_hash", "signing_hash", "sealed_hash", "paper_hash")


def get_signing_models(env):
    """Return the models of documents that are signed, as a selection of (name, label)."""
    mixin = env.registry["cae.signing.mixin"]
    return [
        (name, env[name]._description)
        for name, model in sorted(env.registry.items())
        if issubclass(model, mixin) and not model._abstract
    ]
