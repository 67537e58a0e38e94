import { onWillRender, useExternalListener } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

import { Autosave } from "./autosave";

const LINES = ["one2many", "many2many"];

/** A form that saves its texts while one types (see Autosave). */
export class ReportFormController extends FormController {
    static template = "cae_accompagnement.ReportForm";

    setup() {
        super.setup();
        this.autosave = new Autosave(() => this.saveQuietly());
        this.shownId = this.props.resId;
        onWillRender(() => this.forgetStatus());
        useExternalListener(window, "input", (ev) => this.onTyped(ev.target), { capture: true });
        // what the editor changes by its buttons
        useBus(
            this.model.bus,
            "FIELD_IS_DIRTY",
            ({ detail }) => detail && this.onTyped(document.activeElement)
        );
    }

    get autosaves() {
        return this.model.root.data.state === "draft";
    }

    /** Another report is shown: what was said of the one before is over. */
    forgetStatus() {
        if (this.shownId !== this.model.root.resId) {
            this.shownId = this.model.root.resId;
            this.autosave.tell("idle", "");
        }
    }

    onTyped(target) {
        const field = target instanceof Element && target.closest(".o_cae_autosaved");
        // a report that does not exist yet is made with the button, once its people are named
        if (field && this.rootRef.el?.contains(field) && this.autosaves && this.model.root.resId) {
            this.autosave.touch();
        }
    }

    async saveQuietly() {
        const record = this.model.root;
        if (!record.resId || !this.autosaves || !(await record.isDirty())) {
            return true;
        }
        const changes = await record.getChanges();
        const hasLines = Object.keys(changes).some((name) =>
            LINES.includes(record.fields[name].type)
        );
        if (!hasLines) {
            // not read again: the cursor stays where it is
            return record.save({ reload: false, onError: (error) => this.rethrow(error) });
        }
        // Lines one is in the middle of are saved with the form; the texts must not wait.
        const texts = Object.fromEntries(
            Object.entries(changes).filter(([name]) =>
                ["html", "text", "char"].includes(record.fields[name].type)
            )
        );
        if (Object.keys(texts).length) {
            await this.orm.write(record.resModel, [record.resId], texts);
        }
        return true;
    }

    rethrow(error) {
        throw error;
    }

    async beforeUnload(ev) {
        if (this.autosave.failed) {
            // the browser asks before the page goes with what is not saved
            ev.preventDefault();
            ev.returnValue = "Unsaved changes";
            return;
        }
        return super.beforeUnload(ev);
    }
}

registry.category("views").add("cae_report_form", {
    ...formView,
    Controller: ReportFormController,
});
