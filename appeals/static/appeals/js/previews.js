/* The photos and the video chosen for a message: shown small, in the order in which they were chosen, each with a button that takes it out. */

export class Previews {
  /** So many photos at `most` and one video of at most `mostVideoBytes`; `onAdd(files)` hears of those that were chosen. */
  constructor(input, box, { most, mostVideoBytes, onAdd = () => {} }) {
    Object.assign(this, { input, box, most, mostVideoBytes, onAdd, files: [], urls: [], told: "" });
    input.addEventListener("change", () => this.add(input.files));
  }

  /** New ones join those chosen before, as people expect who add photo after photo. */
  add(chosen) {
    const known = new Set(this.files.map(nameOf));
    const wanted = [...this.files, ...[...chosen].filter((file) => !known.has(nameOf(file)))];
    const small = wanted.filter((file) => !isVideo(file) || file.size <= this.mostVideoBytes);
    const videos = small.filter(isVideo).slice(0, 1);
    const photos = small.filter((file) => !isVideo(file)).slice(0, this.most);
    this.files = small.filter((file) => photos.includes(file) || videos.includes(file));
    this.told = this.lackOf(wanted, small);
    this.onAdd(this.files);
    this.show();
  }

  lackOf(wanted, small) {
    const { wordsMany, wordsVideo } = this.box.dataset;
    if (small.length < wanted.length || wanted.filter(isVideo).length > 1) return wordsVideo;
    return this.files.length < small.length ? wordsMany : "";
  }

  remove(file) {
    this.files = this.files.filter((each) => each !== file);
    this.told = "";
    this.show();
    this.input.focus();
  }

  show() {
    this.input.value = ""; // the files live here; the box is free for the next choice
    this.urls.forEach((url) => URL.revokeObjectURL(url));
    this.urls = [];
    this.box.replaceChildren(...this.files.map((file) => this.figure(file)));
    if (this.told) this.box.append(Object.assign(document.createElement("p"), { className: "hint", textContent: this.told }));
  }

  figure(file) {
    const url = URL.createObjectURL(file);
    this.urls.push(url);
    const figure = document.createElement("figure");
    const image = isVideo(file) ? filmOf(url, file.name) : Object.assign(new Image(), { src: url, alt: file.name });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", textContent: "×" });
    button.setAttribute("aria-label", `${this.box.dataset.wordsRemove}: ${file.name}`);
    button.addEventListener("click", () => this.remove(file));
    image.addEventListener("error", () => image.replaceWith(Object.assign(document.createElement("span"), { textContent: file.name })));
    figure.append(image, button);
    return figure;
  }
}

function filmOf(url, name) {
  const film = Object.assign(document.createElement("video"), { src: url, muted: true, playsInline: true, preload: "metadata" });
  film.setAttribute("aria-label", name);
  return film;
}

const isVideo = ({ type }) => type.startsWith("video/");

const nameOf = ({ name, size, lastModified }) => `${name}/${size}/${lastModified}`;
