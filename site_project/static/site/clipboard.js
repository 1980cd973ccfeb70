// Copies a text and returns whether it was copied. navigator.clipboard exists only on https and on localhost.
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedFromField(text);
  }
}

function copiedFromField(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.value = text;
  document.body.append(field);
  field.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand("copy");
  } catch {
    // Then nothing was copied.
  }
  field.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}
