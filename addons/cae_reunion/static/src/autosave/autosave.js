import { onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";

const { DateTime } = luxon;

// After the last keystroke; and between two attempts when the network is gone.
export const DELAY = 2000;
const RETRY = 5000;

/**
 * Saves what is typed a moment after the last keystroke, and says so.
 *
 * What could not be saved stays where it was typed; it is tried again until it is saved.
 *
 * @param {() => Promise<boolean|string>} save what to do; false or an error when it did not work,
 *      a sentence when it must wait for something
 */
export class Autosave {
    constructor(save) {
        this.save = save;
        this.timer = null;
        this.running = null;
        this.status = useState({ kind: "idle", text: "" });
        onMounted(() => browser.addEventListener("online", this.retry));
        onWillUnmount(() => {
            browser.clearTimeout(this.timer);
            browser.removeEventListener("online", this.retry);
        });
        this.retry = () => this.failed && this.flush();
    }

    get failed() {
        return this.status.kind === "failed";
    }

    /** Something was typed. */
    touch() {
        if (!this.failed) {
            this.tell("typing", _t("Not saved yet…"));
        }
        this.wait(DELAY);
    }

    wait(delay) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.flush(), delay);
    }

    /** Save now; resolves to whether it is saved. */
    async flush() {
        browser.clearTimeout(this.timer);
        this.timer = null;
        if (this.running) {
            await this.running;
        }
        this.running = this.attempt();
        const saved = await this.running;
        this.running = null;
        return saved;
    }

    async attempt() {
        try {
            const saved = await this.save();
            if (typeof saved === "string") {
                this.tell("typing", saved);
                this.wait(DELAY);
                return false;
            }
            if (saved === false) {
                this.tell("failed", _t("Not saved: something is missing, see the fields in red."));
                return false;
            }
        } catch (error) {
            this.tell(
                "failed",
                error instanceof ConnectionLostError
                    ? _t("No network: not saved. What you typed stays here and is saved as soon as the network is back.")
                    : _t("Not saved: %s What you typed stays here.", this.describe(error))
            );
            if (error instanceof ConnectionLostError) {
                this.wait(RETRY);
            }
            return false;
        }
        const hour = formatDateTime(DateTime.now(), { format: "HH:mm" });
        this.tell("saved", _t("Saved at %s", hour));
        return true;
    }

    describe(error) {
        return error.data?.message || error.message || "";
    }

    tell(kind, text) {
        Object.assign(this.status, { kind, text });
    }
}
