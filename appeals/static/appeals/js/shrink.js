/* Photos are made smaller before they travel: a phone's 12 megapixels need a minute on a weak network, 2 need a second. */

const LARGEST_SIDE = 2000;
const SMALL_BYTES = 700000;
const QUALITY = 0.85;

/** The same pictures, smaller where they were large; what cannot be read here goes as it is, for the server to judge. */
export function shrinkAll(files) {
  return Promise.all([...files].map((file) => shrink(file).catch(() => file)));
}

async function shrink(file) {
  if (file.size <= SMALL_BYTES || !file.type.startsWith("image/")) return file;
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LARGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
}
