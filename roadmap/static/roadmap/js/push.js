/* This browser as a reader: its owner is asked, then its address at the push service and its keys. */

export function canPush() {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** {endpoint, p256dh, auth}; null where its owner says no. `worker` and `pushKey` are the site's. */
export async function askBrowser({ worker, pushKey }) {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const { endpoint, keys } = (await subscribed(worker, pushKey)).toJSON();
  return { endpoint, ...keys };
}

async function subscribed(worker, pushKey) {
  await navigator.serviceWorker.register(worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: pushKey };
  try {
    return await pushManager.subscribe(wanted);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    await (await pushManager.getSubscription()).unsubscribe(); // it was made for another key of this site
    return pushManager.subscribe(wanted);
  }
}
