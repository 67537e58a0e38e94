import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { redirect } from "@web/core/utils/urls";
import { SignatureForm } from "@portal/signature_form/signature_form";

import { onMounted, onWillUnmount } from "@odoo/owl";

const STEP = 100; // milliseconds between two looks at the canvas
const LOGGED_OUT = 100; // the code by which the server says so
const PHONE = "(max-width: 575.98px)";
const PHONE_RATIO = 1.6; // width by height of the area: a finger needs more than a mouse
const PATIENCE = 15000; // milliseconds until we say that nothing comes

/** Tell whether anything is drawn on a canvas. */
function hasInk(canvas) {
    if (!canvas || !canvas.width || !canvas.height) {
        return false;
    }
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let alpha = 3; alpha < data.length; alpha += 4) {
        if (data[alpha]) {
            return true;
        }
    }
    return false;
}

/**
 * Let the menu with the styles of writing, which lies outside the dialog, keep the focus:
 * Bootstrap's dialog listens on the document and would take it back.
 */
function letMenusFocus(ev) {
    if (ev.target.closest?.(".o-overlay-container")) {
        ev.stopPropagation();
    }
}

/**
 * The portal's signature form, for people in a hurry and people without a mouse.
 *
 * In the portal's own form, a click while the dialog still opens sends an empty signature,
 * and after any refusal the button stays dead. Here the click waits until the name is
 * written, the button works again after a refusal, Enter in the name signs too, and the
 * focus goes to what is missing.
 */
export class PatientSignatureForm extends SignatureForm {
    static template = "cae_signature.SignatureForm";

    setup() {
        super.setup();
        this.state.sending = false;
        this.mode = this.props.mode || "auto";
        this.isGone = false;
        // called at each change of the mode, and after each drawing
        this.nameAndSignatureProps.onSignatureChange = (mode) => {
            this.mode = mode;
            if (this.state.error && hasInk(this.canvas)) {
                this.onInput();
            }
        };
        if (window.matchMedia(PHONE).matches) {
            this.nameAndSignatureProps.displaySignatureRatio = PHONE_RATIO;
        }
        onMounted(() => document.body.addEventListener("focusin", letMenusFocus));
        onWillUnmount(() => {
            document.body.removeEventListener("focusin", letMenusFocus);
            this.isGone = true;
        });
    }

    get canvas() {
        return this.rootRef.el?.querySelector("canvas");
    }

    /** Wait for the picture of the name, which the dialog draws once it is open. */
    async waitForSignature() {
        const end = Date.now() + PATIENCE;
        const modal = this.rootRef.el.closest(".modal");
        // Drawings are wiped when the dialog has opened: one sent before would be blank.
        const opens = () => modal && !modal.classList.contains("show");
        const comes = () => this.mode === "auto" && this.signature.name?.trim();
        while (
            !this.isGone &&
            Date.now() < end &&
            (opens() || (comes() && !hasInk(this.canvas)))
        ) {
            await new Promise((resolve) => setTimeout(resolve, STEP));
        }
        return hasInk(this.canvas);
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.classList.contains("o_web_sign_name_input")) {
            ev.preventDefault();
            this.onClickSubmit();
        }
    }

    /** Close the sentence of a refusal when the person goes on. */
    onInput() {
        this.state.error = false;
    }

    async onClickSubmit() {
        if (this.state.sending) {
            return;
        }
        Object.assign(this.state, { sending: true, error: false });
        try {
            await this.send();
        } catch (error) {
            if (error.code === LOGGED_OUT) {
                return this.refuse(_t("You were logged out: nothing is signed yet."), true);
            }
            this.refuse(_t("Your signature could not be sent. Check your connection, then try again."));
            throw error;
        }
    }

    async send() {
        if (!this.signature.name?.trim()) {
            return this.refuse(_t("Write your first name and name, then sign."));
        }
        if (!(await this.waitForSignature())) {
            return this.refuse(
                this.mode === "auto"
                    ? _t("Your name could not be drawn. Choose “Draw”, or “Load” to send a picture.")
                    : _t("The signature is empty: draw it, or choose “Auto” to sign with your name.")
            );
        }
        const signature = this.canvas.toDataURL().split(",")[1];
        const data = await rpc(this.props.callUrl, { name: this.signature.name, signature });
        if (data.error) {
            return this.refuse(data.error);
        }
        // the button stays busy until the next page is there
        redirect(data.redirect_url);
    }

    /** The page to log in on, which leads back to the document. */
    get loginUrl() {
        const { pathname, search } = window.location;
        return `/web/login?${new URLSearchParams({ redirect: pathname + search })}`;
    }

    refuse(sentence, isLoggedOut = false) {
        Object.assign(this.state, { sending: false, error: sentence, isLoggedOut });
        this.rootRef.el?.querySelector(".o_web_sign_name_input")?.focus();
    }
}

registry.category("public_components").add("cae_signature.signature_form", PatientSignatureForm);
