import { Component, useRef, useState } from "@odoo/owl";
import { deserializeDate, formatDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// Fields that another addon may add to the list inside the field, below each question.
const NOTES = ["comment", "advisor_note"];

/**
 * The answers of a diagnosis as a questionnaire: by section, one question below the other, each
 * with the input that its kind needs. What is typed goes to the record like in any other field.
 */
export class Questionnaire extends Component {
    static template = "cae_diagnostic.Questionnaire";
    static props = { ...standardFieldProps, "*": true };

    setup() {
        this.root = useRef("root");
        // notes that are being written; the others take no room until they say something
        this.state = useState({ open: {} });
        const { bus } = this.props.record.model;
        // leaving the page with the cursor still in a question: nothing of it is lost
        useBus(bus, "NEED_LOCAL_CHANGES", (event) => event.detail.proms.push(this.flush()));
        useBus(bus, "WILL_SAVE_URGENTLY", () => this.flush());
    }

    get sections() {
        const sections = [];
        for (const answer of this.props.record.data[this.props.name].records) {
            const name = answer.data.section || "";
            if (!sections.length || sections.at(-1).name !== name) {
                sections.push({ name, answers: [] });
            }
            sections.at(-1).answers.push(answer);
        }
        return sections;
    }

    get scale() {
        return ["1", "2", "3", "4", "5"];
    }

    get yesNo() {
        return [
            ["yes", _t("Yes")],
            ["no", _t("No")],
        ];
    }

    /** Her own words are not rewritten by someone else (see the addon that keeps them). */
    isReadonly(answer) {
        return this.props.readonly || Boolean(answer.data.is_of_person);
    }

    question(answer) {
        return answer.data.question_id ? answer.data.question_id.display_name : "";
    }

    inputId(answer, suffix) {
        return `cae_answer_${answer.id}_${suffix}`;
    }

    isPicked(answer, option) {
        return (answer.data.picked || "").split(",").includes(String(option.id));
    }

    pick(answer, option, several) {
        const taken = new Set((answer.data.picked || "").split(",").filter(Boolean));
        const id = String(option.id);
        if (several && taken.has(id)) {
            taken.delete(id);
        } else {
            if (!several) {
                taken.clear();
            }
            taken.add(id);
        }
        return this.set(answer, { picked: [...taken].join(",") || false });
    }

    set(answer, values) {
        return answer.update(values);
    }

    clear(answer) {
        return this.set(answer, {
            yes_no: false,
            scale: false,
            picked: false,
            number: 0,
            has_number: false,
            date: false,
        });
    }

    isAnswered(answer) {
        const { kind, yes_no, scale, picked, has_number, date } = answer.data;
        return Boolean(
            {
                yes_no,
                scale,
                choice: picked,
                choices: picked,
                number: has_number,
                date,
            }[kind]
        );
    }

    setNumber(answer, text) {
        const number = parseFloat(text.replace(/\s/g, "").replace(",", "."));
        return this.set(
            answer,
            Number.isNaN(number)
                ? { number: 0, has_number: false }
                : { number, has_number: true }
        );
    }

    setDate(answer, text) {
        return this.set(answer, { date: text ? deserializeDate(text) : false });
    }

    dateValue(answer) {
        return answer.data.date ? serializeDate(answer.data.date) : "";
    }

    numberValue(answer) {
        return answer.data.has_number ? formatFloat(answer.data.number, { trailingZeros: false }) : "";
    }

    /** The answer in words, where it is only shown. */
    value(answer) {
        const { kind, yes_no, scale, options } = answer.data;
        if (!this.isAnswered(answer)) {
            return "";
        }
        switch (kind) {
            case "yes_no":
                return yes_no === "yes" ? _t("Yes") : _t("No");
            case "scale":
                return `${scale} / 5`;
            case "number":
                return this.numberValue(answer);
            case "date":
                return formatDate(answer.data.date);
            default:
                return (options || [])
                    .filter((option) => this.isPicked(answer, option))
                    .map((option) => option.name)
                    .join(", ");
        }
    }

    get placeholders() {
        return { text: _t("Answer…"), other: _t("In words, if need be…") };
    }

    get notes() {
        const labels = { comment: _t("Comment"), advisor_note: _t("For the team only") };
        const { activeFields } = this.props.record.data[this.props.name];
        return NOTES.filter((name) => name in activeFields).map((name) => ({
            name,
            label: labels[name],
        }));
    }

    isShown(answer, note) {
        return Boolean(answer.data[note.name] || this.state.open[`${answer.id}_${note.name}`]);
    }

    show(answer, note) {
        this.state.open[`${answer.id}_${note.name}`] = true;
        requestAnimationFrame(() =>
            document.getElementById(this.inputId(answer, note.name))?.focus()
        );
    }

    async flush() {
        const input = document.activeElement;
        if (this.root.el && this.root.el.contains(input) && input.dataset.pending) {
            delete input.dataset.pending;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        }
    }

    onInput(event) {
        event.target.dataset.pending = "1";
    }
}

export const questionnaire = {
    ...x2ManyField,
    component: Questionnaire,
    displayName: _t("Questionnaire"),
    supportedTypes: ["one2many"],
};

registry.category("fields").add("cae_questionnaire", questionnaire);
