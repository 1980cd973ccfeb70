// A heading's link also copies its whole address, and says so.
const status = document.querySelector("[data-copied]");
for (const link of document.querySelectorAll("[data-heading-link]")) {
  link.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return; // no permission or no secure origin: the link still leads to the heading
    }
    link.dataset.state = "copied";
    status.textContent = "Link copied";
    setTimeout(() => {
      delete link.dataset.state;
      status.textContent = "";
    }, 1600);
  });
}
