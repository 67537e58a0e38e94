import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

import { drafts } from "./drafts";

/** Drafts go when they are saved, when one logs out, and when somebody else logs in. */
export class DraftsPage extends Interaction {
    static selector = "#wrapwrap";
    dynamicContent = {
        "a[href*='/web/session/logout']": { "t-on-click": () => drafts.removeAll() },
    };

    setup() {
        drafts.settle(this.el);
    }
}

/** Where one logs in again, one is told that nothing typed is lost. */
export class DraftsLogin extends Interaction {
    static selector = "#cae_logged_out";

    setup() {
        this.el.querySelector("#cae_logged_out_kept").hidden = !drafts.names.length;
    }
}

registry.category("public.interactions").add("cae_entrepreneur.drafts_page", DraftsPage);
registry.category("public.interactions").add("cae_entrepreneur.drafts_login", DraftsLogin);
