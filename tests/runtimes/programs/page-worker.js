// A page that leaves everything to a worker.
import { end, given, print } from "./page.js";

end(() => {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.postMessage(given());
  return new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }) => (typeof data === "string" ? print(data) : resolve(data));
  });
});
