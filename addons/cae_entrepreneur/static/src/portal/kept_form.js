import { browser } from "@web/core/browser/browser";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

import { drafts } from "./drafts";

const { DateTime } = luxon;

// After the last keystroke; and between two attempts when the network is gone.
const DELAY = 1500;
const RETRY = 5000;
// A form that is still there so long after it was sent was stopped on its way.
const STOPPED = 180000;
const SESSION_EXPIRED = 100;

/** Values of a field to be compared: an empty one is none, and browsers have ends of lines. */
const spell = (values) =>
    JSON.stringify(
        (values || []).filter((value) => value !== "").map((value) => value.replace(/\r\n/g, "\n"))
    );
const isSame = (one, other) => spell(one) === spell(other);

/**
 * A form in which nothing typed is lost.
 *
 * `data-cae-draft` names the draft that the browser keeps until the form is saved. With
 * `data-cae-save`, the address of a method, the form saves itself a moment after the last
 * keystroke: only the fields that changed, so that two windows do not undo each other's work.
 * `onsubmit="this.dataset.caeSent = 1"` tells that it was sent before these scripts had come.
 */
export class KeptForm extends Interaction {
    static selector = "form[data-cae-draft]";
    dynamicContent = {
        _root: {
            "t-on-input": this.onInput,
            "t-on-change": this.onInput,
            "t-on-submit": this.onSubmit,
        },
        _window: {
            "t-on-beforeunload": this.onLeave,
            "t-on-pagehide": this.onHide,
            "t-on-pageshow": (ev) => ev.persisted && (this.isSending = false),
            "t-on-online": () => this.failed && this.save(),
        },
    };

    setup() {
        drafts.settle(this.el.ownerDocument);
        this.key = this.el.dataset.caeDraft;
        this.url = this.el.dataset.caeSave;
        // what the server holds: after a refusal the page shows more than that
        this.before = this.el.elements.namedItem("before");
        this.kept = { ...this.read(true), ...JSON.parse(this.before?.value || "{}") };
        this.failed = false;
        this.isSending = false;
        if ("caeSent" in this.el.dataset) {
            this.beginSending(); // before these scripts had come
        }
        this.saving = null;
        this.status = this.el.querySelector(".o_cae_saved");
        this.restore();
        this.registerCleanup(() => browser.clearTimeout(this.timer));
    }

    // -- fields --------------------------------------------------------------------------------

    get inputs() {
        return [...this.el.elements].filter(
            (input) =>
                input.name &&
                !["hidden", "file", "password", "submit", "button"].includes(input.type)
        );
    }

    /**
     * Return `{ name: [value] }` of the form.
     *
     * @param {boolean} [asLoaded] as the server sent it, whatever the browser filled in since
     */
    read(asLoaded) {
        const values = {};
        for (const input of this.inputs) {
            const name = input.name;
            values[name] ||= [];
            if (["checkbox", "radio"].includes(input.type)) {
                if (asLoaded ? input.defaultChecked : input.checked) {
                    values[name].push(input.value);
                }
            } else if (input.tagName === "SELECT") {
                const options = [...input.options];
                const loaded = options.find((option) => option.defaultSelected) || options[0];
                values[name].push(asLoaded ? loaded?.value || "" : input.value);
            } else {
                values[name].push(asLoaded ? input.defaultValue : input.value);
            }
        }
        return values;
    }

    write(name, values) {
        for (const input of this.inputs.filter((input) => input.name === name)) {
            if (["checkbox", "radio"].includes(input.type)) {
                input.checked = values.includes(input.value);
            } else {
                input.value = values[0] ?? "";
            }
        }
    }

    /** Return `{ name: [value] }` of what the server does not hold yet. */
    get changes() {
        return Object.fromEntries(
            Object.entries(this.read()).filter(
                ([name, values]) => !isSame(values, this.kept[name])
            )
        );
    }

    // -- draft ---------------------------------------------------------------------------------

    /** Give back what was typed before; what changed on the server meanwhile counts more. */
    restore() {
        const { fields, at } = drafts.read(this.key);
        const lost = Object.entries(fields).filter(
            ([name, { now, was }]) =>
                name in this.kept &&
                isSame(was, this.kept[name]) &&
                !isSame(now, this.read()[name])
        );
        lost.forEach(([name, { now }]) => this.write(name, now));
        if (lost.length) {
            this.tell(
                "restored",
                _t("What you had written at %s and not saved is back.", this.format(at))
            );
        }
        this.keepDraft();
        if (Object.keys(this.changes).length) {
            this.wait(DELAY);
        }
    }

    keepDraft() {
        const { fields } = drafts.read(this.key);
        for (const name of Object.keys(this.read())) {
            delete fields[name];
        }
        for (const [name, now] of Object.entries(this.changes)) {
            fields[name] = { now, was: this.kept[name] };
        }
        drafts.write(this.key, fields);
    }

    // -- saving --------------------------------------------------------------------------------

    onInput() {
        this.keepDraft();
        if (this.url && !this.failed) {
            this.tell("typing", _t("Not saved yet…"));
        }
        this.wait(DELAY);
    }

    wait(delay) {
        browser.clearTimeout(this.timer);
        if (this.url) {
            this.timer = browser.setTimeout(() => this.save(), delay);
        }
    }

    async save() {
        browser.clearTimeout(this.timer);
        if (this.isSending) {
            return;
        }
        while (this.saving) {
            await this.saving;
            if (this.isSending) {
                return; // meanwhile the whole form was sent: this would come after it
            }
        }
        const values = this.changes;
        if (!Object.keys(values).length) {
            this.failed = false;
            this.tell("", "");
            return;
        }
        this.saving = this.attempt(values);
        await this.saving;
        this.saving = null;
    }

    async attempt(values) {
        let answer;
        try {
            answer = await rpc(this.url, { ...this.context, values }, { silent: true });
        } catch (error) {
            this.failed = true;
            this.explain(error);
            return;
        }
        if (answer.error) {
            this.failed = true;
            this.tell("failed", _t("Not saved: %s", answer.error));
            return;
        }
        this.failed = false;
        Object.assign(this.kept, values);
        this.keepDraft();
        this.tell("saved", _t("Saved at %s", this.format(Date.now())));
        if (Object.keys(this.changes).length) {
            this.wait(DELAY);
        }
    }

    explain(error) {
        if (error.code === SESSION_EXPIRED) {
            this.tell("failed", _t("You were logged out. What you wrote is kept on this device."));
            const link = document.createElement("a");
            const here = window.location.pathname + window.location.search;
            link.href = `/web/login?${new URLSearchParams({ redirect: here, logged_out: 1 })}`;
            link.textContent = _t("Log in again");
            this.status.append(" ", link);
            return;
        }
        if (error instanceof ConnectionLostError) {
            this.tell(
                "failed",
                _t(
                    "No network: what you write is kept on this device, and saved as soon as the network is back."
                )
            );
        } else {
            this.tell("failed", _t("Not saved: the server is busy. It is tried again shortly."));
        }
        this.wait(RETRY);
    }

    /** What the method needs besides the fields: the hidden fields of the form. */
    get context() {
        const hidden = [...this.el.elements].filter(
            (input) => input.type === "hidden" && input.dataset.caeContext !== undefined
        );
        return Object.fromEntries(hidden.map((input) => [input.name, input.value]));
    }

    // -- leaving -------------------------------------------------------------------------------

    async onSubmit(ev) {
        if (this.isSending) {
            ev.preventDefault();
            return;
        }
        this.beginSending();
        this.tell("typing", _t("Saving…"));
        const isUnderWay = Boolean(this.saving);
        if (isUnderWay) {
            ev.preventDefault();
        }
        while (this.saving) {
            await this.saving;
        }
        browser.clearTimeout(this.timer);
        this.keepDraft();
        if (this.before) {
            this.before.value = JSON.stringify(this.kept);
        }
        if (isUnderWay) {
            this.send(ev.submitter);
        }
    }

    beginSending() {
        this.isSending = true;
        browser.setTimeout(() => (this.isSending = false), STOPPED);
    }

    /** Send the form after all: what was under way could have come after it. */
    send(button) {
        const pressed = document.createElement("input");
        Object.assign(pressed, { type: "hidden", name: button?.name, value: button?.value });
        if (button?.name) {
            this.el.append(pressed);
        }
        this.el.submit();
        pressed.remove();
    }

    onLeave(ev) {
        if (this.url && !this.isSending && this.failed && Object.keys(this.changes).length) {
            ev.preventDefault();
        }
    }

    /** The last words before one leaves are sent along. */
    onHide() {
        const values = this.changes;
        if (this.url && !this.isSending && !this.failed && Object.keys(values).length) {
            const body = { jsonrpc: "2.0", method: "call", params: { ...this.context, values } };
            navigator.sendBeacon(
                this.url,
                new Blob([JSON.stringify(body)], { type: "application/json" })
            );
        }
    }

    // -- words ---------------------------------------------------------------------------------

    format(moment) {
        return formatDateTime(DateTime.fromMillis(moment), { format: "HH:mm" });
    }

    tell(kind, text) {
        if (this.status) {
            this.status.dataset.state = kind;
            this.status.textContent = text;
        }
    }
}

registry.category("public.interactions").add("cae_entrepreneur.kept_form", KeptForm);
