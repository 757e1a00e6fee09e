// The line above the composer: what is known of the project, each item to be changed in place, and what the
// conversation has in focus.

import { drawFocus } from "./focus.js";
import { $, announce, h, icon, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { ALWAYS, KEYS, STAGES, item, pin } from "./project.js";
import { on } from "./store.js";

const SUGGESTED = { chip: "chip-options", revision: "revision-options" };

let editing = ""; // the key of the item that is being changed

export function startProject() {
  $("project-add").querySelector("summary").prepend(icon("plus"));
  for (const drop of [$("project-add"), $("project-focus")]) closeByItself(drop);
  for (const event of ["pins", "conversation", "language"]) on(event, draw);
  draw();
}

/** Draws the line anew; while an item is being changed it waits, so that nothing typed is lost. */
function draw() {
  if (editing) return;
  const held = document.activeElement?.closest("#project-items button")?.dataset.part;
  const items = KEYS.map(item);
  const known = items.filter(({ key, value }) => value || ALWAYS.has(key));
  $("project-items").replaceChildren(...known.map(drawItem));
  drawAdd(items.filter((one) => !known.includes(one)));
  drawFocus($("project-focus"));
  if (held) focusOn(held);
}

function drawItem({ key, value, pinned, origin }) {
  const name = t(`state.${key}`);
  const label = `${name}: ${value || t(`unset.${key}`)}${origin ? `, ${origin}` : ""}`;
  return h(
    "li",
    { class: `item${pinned ? " pinned" : ""}${value ? "" : " unset"}`, "data-key": key },
    h(
      "button",
      { type: "button", class: "item-edit", "data-part": `edit-${key}`, title: label, "aria-label": label, onclick: () => edit(key) },
      pinned ? icon("pin") : null,
      h("span", { class: "item-name" }, name),
      " ", // what is seen is part of the label, for those who speak to their computer
      h("span", { class: "item-value" }, value || t(`unset.${key}`)),
    ),
    pinned ? iconButton("close", t("project.clear", { name }), () => clear(key), { "data-part": `clear-${key}` }) : null,
  );
}

function drawAdd(unknown) {
  $("project-add").hidden = unknown.length === 0;
  $("project-add").querySelector(".drop").replaceChildren(
    ...unknown.map(({ key }) => h("button", { type: "button", class: "quiet", onclick: () => add(key) }, t(`state.${key}`))),
  );
}

function add(key) {
  $("project-add").open = false;
  $("project-items").append(h("li", { class: "item", "data-key": key }));
  edit(key);
}

/** Turns an item into its input. Enter and leaving it keep what is in it, Escape does not. */
function edit(key) {
  if (editing) return;
  editing = key;
  const { raw } = item(key);
  const control = key === "debug_stage" ? stageSelect(raw) : textInput(key, raw);
  let keyed = false; // arrow keys change a closed select again and again: only a pointer's choice is the last
  const close = (keep, stay) => {
    if (editing !== key) return;
    editing = "";
    const value = control.value.trim();
    if (keep && value !== raw) set(key, value);
    else draw();
    if (stay) focusOn(`edit-${key}`);
  };
  control.addEventListener("keydown", (event) => {
    keyed = true;
    if (event.isComposing || event.keyCode === 229 || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation(); // Escape would stop the answer
    close(event.key === "Enter", true);
  });
  control.addEventListener("pointerdown", () => {
    keyed = false;
  });
  control.addEventListener("change", () => control.tagName === "SELECT" && !keyed && close(true, true));
  control.addEventListener("blur", () => close(true, false));
  const box = $("project-items").querySelector(`[data-key=${key}]`);
  box.classList.add("editing");
  box.replaceChildren(h("label", {}, h("span", { class: "item-name" }, t(`state.${key}`)), control));
  control.focus();
  control.select?.();
  box.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function textInput(key, value) {
  return h("input", {
    value,
    list: SUGGESTED[key],
    placeholder: t(`unset.${key}`),
    maxlength: 200,
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "done",
  });
}

function stageSelect(value) {
  const own = value && !STAGES.includes(value) ? [value] : [];
  return h(
    "select",
    {},
    h("option", { value: "" }, t("unset.debug_stage")),
    [...STAGES, ...own].map((stage) => h("option", { value: stage, selected: stage === value }, t(`stage.${stage}`) || stage)),
  );
}

function set(key, value) {
  pin(key, value);
  const { value: shown } = item(key);
  const name = t(`state.${key}`);
  announce(value ? t("project.set", { name, value: shown }) : t("project.cleared", { name }));
}

function clear(key) {
  set(key, "");
  focusOn(`edit-${key}`);
}

/** Focuses a button of the line, or what is nearest to one that is gone. */
function focusOn(part) {
  const there = $("project-items").querySelector(`[data-part=${part}]`);
  (there ?? $("project-add").querySelector("summary")).focus();
}

/** Keeps what drops open inside the line: it begins where its summary does, if there is room. */
function keepInside(drop) {
  const panel = drop.querySelector(".drop");
  panel.style.left = "";
  const over = panel.getBoundingClientRect().right - $("project-items").parentElement.getBoundingClientRect().right;
  if (over > 0) panel.style.left = `${panel.offsetLeft - over}px`;
}

/** Closes what drops open: on Escape, on a press elsewhere, and when the focus leaves. */
function closeByItself(drop) {
  drop.addEventListener("toggle", () => drop.open && keepInside(drop));
  drop.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drop.open) return;
    event.stopPropagation();
    drop.open = false;
    drop.querySelector("summary").focus();
  });
  drop.addEventListener("focusout", ({ relatedTarget: next }) => {
    if (next && !drop.contains(next)) drop.open = false;
  });
  addEventListener("pointerdown", ({ target }) => {
    if (!drop.contains(target)) drop.open = false;
  });
}
