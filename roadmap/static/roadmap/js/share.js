/* How a reader hands an address on: the phone's own sheet, else the clipboard, else the address in words. */

import { isOutdated } from "./request.js";

/** `button` is that of roadmap/_share.html; `say(words)` tells what became of it. */
export async function share({ dataset }, say) {
  const { share: title, text = title, wordsCopied, wordsCopyThis } = dataset;
  const { href: url } = new URL(dataset.url, window.location.href);
  try {
    if (navigator.share) await navigator.share({ title, text, url });
    else {
      await navigator.clipboard.writeText(url);
      say(wordsCopied);
    }
  } catch (error) {
    if (!isOutdated(error)) say(`${wordsCopyThis} ${url}`);
  }
}
