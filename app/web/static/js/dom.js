// Makes DOM nodes. Data reaches the page only as text nodes and attributes made here, never as markup.

const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

/** An element with attributes; a function under `onclick` and the like becomes a listener. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PATHS = {
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  close: "M6 6l12 12M18 6L6 18",
  left: "M14.5 6l-6 6 6 6",
  right: "M9.5 6l6 6-6 6",
  fresh: "M12 20H5V6h7M15.5 4.5l4 4L12 16H8v-4z",
  plus: "M12 6v12M6 12h12",
  minus: "M6 12h12",
  width: "M4 6v12M20 6v12M8 12h8M10 9.5L7.5 12l2.5 2.5M14 9.5l2.5 2.5-2.5 2.5",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  check: "M5 12.5l4.5 4.5L19 7.5",
  bin: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5.5M13.5 10.5v5.5",
  page: "M7 3.5h7l4 4V20.5H7zM14 3.5v4h4",
  mark: "M5 12h14",
  retry: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  pin: "M9 4h6M10 4v6l-3 4h10l-3-4V4M12 14v6",
  focus: "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 3.5V8M12 16v4.5M3.5 12H8M16 12h4.5",
  list: "M5 7h14M5 12h14M5 17h9",
  up: "M7 20V10l4-6.5c1.6.2 2.3 1.3 2 2.8L12.4 9.5H18c1.3 0 2.2 1.1 1.9 2.4l-1.4 6.2c-.3 1.1-1.1 1.9-2.3 1.9zM7 10H4v10h3",
  down: "M17 4v10l-4 6.5c-1.6-.2-2.3-1.3-2-2.8l.6-3.2H6c-1.3 0-2.2-1.1-1.9-2.4l1.4-6.2C5.800 4.800 6.600 4 7.800 4zM17 14h3V4h-3",
  more: "M5.5 12h1M11.5 12h1M17.5 12h1",
  pencil: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  save: "M12 4.5v10M8 11l4 4 4-4M5 19.5h14",
  sliders: "M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4",
};

/** A line icon; decorative, so the button that holds it carries the label. */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}

export function iconButton(name, label, onclick, more = {}) {
  return h("button", { type: "button", class: "quiet icon-only", "aria-label": label, title: label, onclick, ...more }, icon(name));
}

const fitting = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

/** A box that scrolls sideways where its content is wider; then the keyboard reaches it. */
export function sideways(name, content) {
  const box = h("div", { class: name }, content);
  fitting.observe(box);
  return box;
}

/** Says something to a screen reader without moving the focus. */
export function announce(text) {
  $("announce").textContent = text;
}
