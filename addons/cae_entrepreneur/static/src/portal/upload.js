import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const MEGABYTE = 1024 * 1024;
// Enough to read every line of a photographed page.
const SIDE = 2400; // pixels
const SMALL = 1.5 * MEGABYTE; // photos below are sent as they are

/** A photo is made smaller before it is sent; what is too big is said before it is sent. */
export class Upload extends Interaction {
    static selector = "input[type=file][data-cae-max-mb]";
    dynamicContent = { _root: { "t-on-change": this.onChange } };

    setup() {
        this.limit = Number(this.el.dataset.caeMaxMb);
        this.state = this.el.parentElement.querySelector(".o_cae_upload_state");
        this.round = 0;
    }

    async onChange() {
        const round = ++this.round;
        const file = this.el.files[0];
        this.tell("");
        if (!file) {
            return;
        }
        let sent = file;
        if (file.type.startsWith("image/") && file.size > SMALL) {
            this.tell(_t("The photo is being made smaller…"));
            sent = (await this.waitFor(this.shrink(file))) || file;
            if (round !== this.round) {
                return;
            }
            const list = new DataTransfer();
            list.items.add(sent);
            this.el.files = list.files;
        }
        if (sent.size > this.limit * MEGABYTE) {
            const size = Math.ceil(sent.size / MEGABYTE);
            this.tell(
                _t(
                    "%(name)s is too big (%(size)s MB): %(limit)s MB at most. Scan it in black and white, or send it in several parts.",
                    { name: file.name, size, limit: this.limit }
                ),
                true
            );
        } else {
            this.tell(
                sent === file
                    ? ""
                    : _t("The photo is made smaller (%s MB): it is sent quickly.", this.format(sent))
            );
        }
    }

    /** Return a photo with at most SIDE pixels on a side, or nothing when it cannot be read. */
    async shrink(file) {
        try {
            const photo = await createImageBitmap(file);
            const scale = Math.min(1, SIDE / Math.max(photo.width, photo.height));
            const canvas = document.createElement("canvas");
            canvas.width = Math.round(photo.width * scale);
            canvas.height = Math.round(photo.height * scale);
            const context = canvas.getContext("2d");
            context.fillStyle = "white"; // what is transparent
            context.fillRect(0, 0, canvas.width, canvas.height);
            context.drawImage(photo, 0, 0, canvas.width, canvas.height);
            const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
            if (blob && blob.size < file.size) {
                const name = file.name.replace(/\.\w+$/, "") + ".jpg";
                return new File([blob], name, { type: "image/jpeg" });
            }
        } catch {
            // no photo that this browser reads: it is sent as it is
        }
    }

    format(file) {
        return (file.size / MEGABYTE).toLocaleString(document.documentElement.lang, {
            maximumFractionDigits: 1,
        });
    }

    /** The form is not sent while the file is refused. */
    tell(text, isRefused = false) {
        this.state.textContent = text;
        this.state.classList.toggle("text-danger", isRefused);
        this.el.setCustomValidity(isRefused ? text : "");
        this.el.classList.toggle("is-invalid", isRefused);
    }
}

registry.category("public.interactions").add("cae_entrepreneur.upload", Upload);
