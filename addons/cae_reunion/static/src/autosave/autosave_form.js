import { onWillRender, useExternalListener } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

import { Autosave } from "./autosave";

const CREATE = 0;

/** A form that saves itself while one writes (see Autosave): texts, and lines once one left them. */
export class AutosaveFormController extends FormController {
    static template = "cae_reunion.AutosaveForm";

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

    get modelParams() {
        const params = super.modelParams;
        return {
            ...params,
            hooks: {
                ...params.hooks,
                // a field or a line that one left
                onRecordChanged: () => this.autosaves && this.autosave.touch(),
            },
        };
    }

    /** Whether what is shown may be written at all. */
    get autosaves() {
        return true;
    }

    /** What is missing before a new record can be saved, in a sentence; nothing when it can be. */
    get missing() {
        return "";
    }

    /** Another record is shown: what was said of the one before is over. */
    forgetStatus() {
        const { resId } = this.model.root;
        if (this.shownId !== resId) {
            if (this.shownId) {
                this.autosave.tell("idle", "");
            }
            this.shownId = resId;
        }
    }

    onTyped(target) {
        const field = target instanceof Element && target.closest(".o_cae_autosaved");
        if (field && this.rootRef.el?.contains(field) && this.autosaves) {
            this.autosave.touch();
        }
    }

    async saveQuietly() {
        const record = this.model.root;
        if (!this.autosaves || !(await record.isDirty())) {
            return true;
        }
        if (this.missing) {
            return this.missing;
        }
        const line = this.getOpenLine(record);
        if (!line || !record.resId) {
            const changes = await record.getChanges();
            // New lines are read again, as they have got their numbers. Else nothing is: the cursor
            // stays where it is.
            const reload = Object.values(changes).some(
                (value) => Array.isArray(value) && value.some(([command]) => command === CREATE)
            );
            return record.save({ reload, onError: (error) => this.rethrow(error) });
        }
        // The texts do not wait for a line that one is in the middle of.
        const changes = await record.getChanges();
        const texts = Object.fromEntries(
            Object.entries(changes).filter(([name]) =>
                ["html", "text", "char"].includes(record.fields[name].type)
            )
        );
        const written = JSON.stringify([record.resId, texts]);
        if (Object.keys(texts).length && written !== this.written) {
            await this.orm.write(record.resModel, [record.resId], texts);
            this.written = written;
        }
        return line.dirty
            ? _t("The text is saved; the line you are writing is saved once you leave it.")
            : true;
    }

    /** The line that is being written in one of the lists of the form, if any. */
    getOpenLine(record) {
        const lists = Object.keys(record.activeFields)
            .filter((name) => record.fields[name].type === "one2many")
            .map((name) => record.data[name]);
        return lists.map((list) => list.editedRecord).find(Boolean);
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

registry.category("views").add("cae_autosave_form", {
    ...formView,
    Controller: AutosaveFormController,
});
