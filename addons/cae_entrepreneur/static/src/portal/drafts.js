import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

const PREFIX = "cae_draft:";
const DAYS_KEPT = 7;

/**
 * What was typed and not saved, kept in the browser for the person who typed it.
 *
 * Each draft is `{ fields: { name: { now: [value], was: [value] } }, at }`: `was` is what the
 * server held when it was typed.
 */
export const drafts = {
    get names() {
        return Object.keys(browser.localStorage).filter((name) => name.startsWith(PREFIX));
    },

    name(key) {
        return `${PREFIX}${user.userId}:${key}`;
    },

    read(key) {
        return this.parse(this.name(key)) || { fields: {}, at: 0 };
    },

    parse(name) {
        try {
            return JSON.parse(browser.localStorage.getItem(name));
        } catch {
            return null; // not written by us
        }
    },

    write(key, fields) {
        if (!user.userId) {
            return;
        }
        if (!Object.keys(fields).length) {
            this.remove(key);
            return;
        }
        try {
            browser.localStorage.setItem(
                this.name(key),
                JSON.stringify({ fields, at: Date.now() })
            );
        } catch {
            // no room, or none allowed: what is typed still stands in the page
        }
    },

    /** @param {string} key with a dash at its end, all that begin with it */
    remove(key) {
        const wanted = this.name(key);
        this.names
            .filter((name) => name === wanted || (key.endsWith("-") && name.startsWith(wanted)))
            .forEach((name) => browser.localStorage.removeItem(name));
    },

    removeAll() {
        this.names.forEach((name) => browser.localStorage.removeItem(name));
    },

    /**
     * Remove what the page says is saved, what others typed on this computer, and what nobody
     * came back to.
     */
    settle(page) {
        for (const saved of page.querySelectorAll("[data-cae-saved]")) {
            this.remove(saved.dataset.caeSaved);
            delete saved.dataset.caeSaved;
        }
        const oldest = Date.now() - DAYS_KEPT * 24 * 3600 * 1000;
        for (const name of this.names) {
            const isOwn = name.startsWith(this.name(""));
            if ((user.userId && !isOwn) || !(this.parse(name)?.at > oldest)) {
                browser.localStorage.removeItem(name);
            }
        }
    },
};
