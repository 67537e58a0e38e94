import { Autosave } from "@cae_reunion/autosave/autosave";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";


let lastId = 0;

/**
 * The private notes of a report: one's own, saved while one types, and those of the others.
 *
 * They are read and written on their own model: no value of a note is ever part of the report.
 */
export class PrivateNotes extends Component {
    static template = "cae_accompagnement.PrivateNotes";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.inputId = `cae_my_note_${++lastId}`;
        this.state = useState({ text: "", others: [] });
        this.noteId = false;
        this.kept = "";
        this.reportId = this.props.record.resId;
        this.autosave = new Autosave(() => this.save());
        onWillStart(() => this.load());
        onWillUpdateProps(async (next) => {
            if (next.record.resId !== this.reportId) {
                await this.autosave.flush();
                this.reportId = next.record.resId;
                await this.load();
            }
        });
        useSetupAction({
            beforeLeave: () => this.autosave.flush(),
            beforeVisibilityChange: () =>
                document.visibilityState === "hidden" && this.autosave.flush(),
            beforeUnload: (ev) => {
                if (this.state.text !== this.kept) {
                    this.autosave.flush();
                    ev.preventDefault();
                    ev.returnValue = "Unsaved changes";
                }
            },
        });
    }

    async load() {
        const notes = this.reportId
            ? await this.orm.searchRead(
                  "cae.report.note",
                  [["report_id", "=", this.reportId]],
                  ["user_id", "text"]
              )
            : [];
        const mine = notes.find((note) => note.user_id[0] === user.userId);
        this.noteId = mine ? mine.id : false;
        this.kept = (mine && mine.text) || "";
        this.state.text = this.kept;
        this.state.others = notes.filter((note) => note !== mine && note.text);
        this.autosave.tell("idle", "");
    }

    async save() {
        const text = this.state.text;
        if (text === this.kept || !this.reportId) {
            return true;
        }
        if (this.noteId) {
            await this.orm.write("cae.report.note", [this.noteId], { text });
        } else {
            [this.noteId] = await this.orm.create("cae.report.note", [
                { report_id: this.reportId, text },
            ]);
        }
        this.kept = text;
        return true;
    }
}

registry.category("view_widgets").add("cae_private_notes", {
    component: PrivateNotes,
});
