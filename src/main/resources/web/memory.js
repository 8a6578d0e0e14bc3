// What this browser remembers of the page's choices.
export function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`balance.${name}`)) ?? otherwise;
  } catch {
    return otherwise; // a browser that keeps nothing, or what somebody else left there
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`balance.${name}`, JSON.stringify(value));
  } catch { /* as above */ }
}
