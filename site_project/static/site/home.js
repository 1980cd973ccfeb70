// The box works without this: here the button says where a text will go, and Enter sends a question.
const form = document.getElementById("box");
if (form) {
  const field = form.elements.text;
  const button = form.querySelector("button");
  const isLong = () => field.value.trim().length >= 400 || field.value.trim().split(/\n+/).length >= 4;
  const name = () => { button.textContent = isLong() ? "Check the fit" : "Ask"; };

  field.addEventListener("input", name);
  field.addEventListener("keydown", (event) => {
    const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
    if (!isPlainEnter || isLong() || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  addEventListener("pageshow", name);
}
