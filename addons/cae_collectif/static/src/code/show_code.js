import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { Interaction } from "@web/public/interaction";

/** Ask for the new code well before the old one is over. */
const PARTS_OF_A_STEP = 4;

export class ShowCode extends Interaction {
    static selector = ".o_cae_show_code";

    setup() {
        this.image = this.el.querySelector(".o_cae_code_image");
        this.problem = this.el.querySelector(".o_cae_code_problem");
        this.count = this.el.querySelector(".o_cae_show_count");
        this.lost = this.el.querySelector(".o_cae_show_lost");
        this.pause = (1000 * Number(this.el.dataset.step)) / PARTS_OF_A_STEP;
    }

    start() {
        this.plan();
    }

    plan() {
        this.waitForTimeout(() => this.renew(), this.pause);
    }

    async renew() {
        let values;
        try {
            values = await this.waitFor(rpc(this.el.dataset.renewUrl, {}, { silent: true }));
        } catch {
            this.lost.classList.remove("d-none");
            this.plan();
            return;
        }
        if (values.gone) {
            window.location.reload();
            return;
        }
        this.lost.classList.add("d-none");
        this.image.classList.toggle("d-none", !values.code);
        if (values.code) {
            this.image.src = values.code;
        } else {
            this.image.removeAttribute("src");
        }
        this.problem.classList.toggle("d-none", !values.problem);
        this.problem.textContent = values.problem || "";
        this.count.textContent = values.count;
        this.plan();
    }
}

registry.category("public.interactions").add("cae_collectif.show_code", ShowCode);
