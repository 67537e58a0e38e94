import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** The button that was pressed says that something goes on; pressed twice, it acts once. */
export class BusyForm extends Interaction {
    static selector = ".o_cae_page form";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        _window: { "t-on-pageshow": this.rest },
    };

    setup() {
        this.button = null;
        this.isBusy = false;
    }

    onSubmit(ev) {
        if (this.isBusy) {
            ev.preventDefault();
            return;
        }
        this.isBusy = true;
        this.button = ev.submitter;
        this.button?.classList.add("o_cae_busy");
        this.button?.setAttribute("aria-busy", "true");
    }

    rest() {
        this.isBusy = false;
        this.button?.classList.remove("o_cae_busy");
        this.button?.removeAttribute("aria-busy");
    }
}

registry.category("public.interactions").add("cae_entrepreneur.busy_form", BusyForm);
