/* Of the service worker: shows what the server tells this browser, and opens the page that it is about. A classic script,
   since not every browser has workers of modules. What is told comes as roadmap/channels/push.py writes it. */

self.addEventListener("push", (event) => {
  const { title, body, url, tag, lang } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data.url));
});

/** The page is brought to the front where it is open already. */
async function opened(url) {
  const address = new URL(url, self.location.origin).href;
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find((each) => each.url === address);
  return page ? page.focus() : self.clients.openWindow(address);
}
