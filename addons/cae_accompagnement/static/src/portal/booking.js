import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** The free hours follow the choice of what for and with whom, without a button. */
export class Booking extends Interaction {
    static selector = ".o_cae_booking";
    dynamicContent = {
        select: { "t-on-change": this.show },
    };

    setup() {
        this.hours = this.el.querySelector("#cae_hours");
        this.status = this.el.querySelector("#cae_hours_status");
        this.round = 0;
    }

    start() {
        // what was chosen before this program was there
        const selects = [...this.el.querySelectorAll("select")];
        if (selects.some((select) => !select.selectedOptions[0]?.defaultSelected)) {
            this.show();
        }
    }

    async show() {
        const round = ++this.round;
        const url = `${this.el.action}?${new URLSearchParams(new FormData(this.el))}`;
        this.hours.setAttribute("aria-busy", "true");
        let page;
        try {
            const answer = await this.waitFor(fetch(url));
            if (answer.redirected || !answer.ok) {
                throw new Error("no hours");
            }
            page = new DOMParser().parseFromString(
                await this.waitFor(answer.text()),
                "text/html"
            );
        } catch {
            // the browser says what is wrong: no connection, or the login
            window.location.assign(url);
            return;
        }
        if (round !== this.round) {
            return; // another choice was made meanwhile
        }
        const hours = page.querySelector("#cae_hours");
        if (!hours) {
            window.location.assign(url);
            return;
        }
        this.hours.replaceChildren(...hours.childNodes);
        this.hours.removeAttribute("aria-busy");
        this.status.textContent = page.querySelector("#cae_hours_status").textContent.trim();
        window.history.replaceState(null, "", url);
    }
}

registry.category("public.interactions").add("cae_accompagnement.booking", Booking);
