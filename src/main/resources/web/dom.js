// The little that every part of the page needs. Everything from outside is set as text, never as markup.
export const $ = id => document.getElementById(id);

export function set(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...content);
  return element;
}

/** A moment, with its exact time for who asks. */
export function moment(iso, text) {
  const element = make('time', '', text);
  element.dateTime = iso;
  return element;
}

const FLASH_MILLIS = 1_500;
const flashing = new WeakMap();

/** Shows for a moment that something has changed. */
export function flash(element, by) {
  element.classList.remove('flash', 'rose', 'fell');
  void element.offsetWidth; // starts the animation again
  element.classList.add('flash');
  if (by) {
    element.classList.add(by > 0 ? 'rose' : 'fell');
  }
  clearTimeout(flashing.get(element));
  flashing.set(element, setTimeout(() => element.classList.remove('flash', 'rose', 'fell'), FLASH_MILLIS));
}
