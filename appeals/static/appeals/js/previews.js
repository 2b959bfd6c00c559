/* The photos chosen for a message: shown small, each with a button that takes it out. */

export class Previews {
  /** `onAdd(files)` hears of those that were chosen. */
  constructor(input, box, most, { onAdd = () => {} } = {}) {
    Object.assign(this, { input, box, most, onAdd, files: [], urls: [] });
    input.addEventListener("change", () => this.add(input.files));
  }

  /** New ones join those chosen before, as people expect who add photo after photo. */
  add(chosen) {
    const known = new Set(this.files.map(nameOf));
    this.files = [...this.files, ...[...chosen].filter((file) => !known.has(nameOf(file)))];
    this.isCut = this.files.length > this.most;
    this.files = this.files.slice(0, this.most);
    this.onAdd(this.files);
    this.show();
  }

  remove(file) {
    this.files = this.files.filter((each) => each !== file);
    this.isCut = false;
    this.show();
    this.input.focus();
  }

  show() {
    this.input.value = ""; // the files live here; the box is free for the next choice
    this.urls.forEach((url) => URL.revokeObjectURL(url));
    this.urls = [];
    this.box.replaceChildren(...this.files.map((file) => this.figure(file)));
    if (this.isCut) this.box.append(Object.assign(document.createElement("p"), { className: "hint", textContent: this.box.dataset.wordsMany }));
  }

  figure(file) {
    const url = URL.createObjectURL(file);
    this.urls.push(url);
    const figure = document.createElement("figure");
    const image = Object.assign(new Image(), { src: url, alt: file.name });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", textContent: "×" });
    button.setAttribute("aria-label", `${this.box.dataset.wordsRemove}: ${file.name}`);
    button.addEventListener("click", () => this.remove(file));
    image.addEventListener("error", () => image.replaceWith(Object.assign(document.createElement("span"), { textContent: file.name })));
    figure.append(image, button);
    return figure;
  }
}

const nameOf = ({ name, size, lastModified }) => `${name}/${size}/${lastModified}`;
