// The picture: SVG in the page, each node a button that can be reached, named and pressed.

import { s } from "./dom.js";
import { kindOf, verb } from "./kinds.js";
import { LINE, badge, box, initials, scale, short, wrap } from "./labels.js";
import { layOut } from "./layout.js";

/** @import { Seen, View } from "./graph.js" */
/** @import { Point } from "./layout.js" */

/** Up to so many links are lettered at once. */
const FEW = 7;
/** Smaller than this no label can be read: the picture is then larger than its window. */
const SMALLEST = 0.6;

/**
 * @typedef {{ press(id: string): void, choose(id: string): void, drop(id: string): void }} Acts
 */

export class Picture {
  /** @type {Map<string, Point>} */ #places = new Map();
  /** @type {Map<string, SVGGElement>} */ #nodes = new Map();
  /** @type {Map<string, SVGGElement>} */ #buttons = new Map();
  /** @type {Map<string, SVGGElement>} */ #edges = new Map();
  /** @type {View | null} */ #view = null;
  #layoutKey = "";
  #frame = 0;
  #box = { x: -400, y: -300, width: 800, height: 600 };
  #links = s("g", { class: "links" });
  #dots = s("g", { class: "nodes" });
  #current = "";
  #at = "";

  /**
   * @param {SVGSVGElement} svg
   * @param {Acts} acts
   */
  constructor(svg, acts) {
    this.svg = svg;
    this.acts = acts;
    svg.append(this.#links, this.#dots);
    svg.addEventListener("keydown", (event) => this.#key(event));
    this.#watchPointer();
  }

  /**
   * @param {View} view
   * @param {string} at The node or edge that is chosen.
   * @param {string} find
   */
  draw(view, at, find) {
    const key = JSON.stringify([view.steps, view.springs]);
    const moved = key !== this.#layoutKey;
    const before = this.#places;
    if (moved) {
      this.#places = layOut(view.steps, view.springs, (id) => box(/** @type {Seen} */ (view.placed.get(id))));
      this.#layoutKey = key;
    }
    this.#view = view;
    this.#at = at;
    const focused = this.#dots.contains(document.activeElement) ? this.#current : "";

    sync(this.#edges, this.#links, [...view.edges.keys()], (id) => this.#edge(id));
    sync(this.#nodes, this.#dots, [...view.nodes.keys()], () => s("g"));
    for (const [id, node] of view.nodes) this.#node(/** @type {SVGGElement} */ (this.#nodes.get(id)), node, at === id);
    for (const [id, element] of this.#edges) element.classList.toggle("chosen", id === at);

    if (!view.nodes.has(this.#current)) this.#current = view.nodes.has(at) ? at : (view.nodes.keys().next().value ?? "");
    this.#rove(view.nodes.has(at) ? at : this.#current, focused !== "");
    this.#light(at);
    this.find(find);
    if (moved) {
      this.#move(before);
      this.fit();
    } else this.#place(this.#places);
  }

  /** Marks what matches, and says how many do. @param {string} text */
  find(text) {
    const wanted = text.trim().toLowerCase();
    let count = 0;
    for (const [id, element] of this.#nodes) {
      const hit = wanted !== "" && (this.#view?.nodes.get(id)?.name.toLowerCase().includes(wanted) ?? false);
      element.classList.toggle("found", hit);
      if (hit) count += 1;
    }
    this.svg.classList.toggle("finding", wanted !== "");
    return count;
  }

  /** Puts the keyboard on the next node that matches. */
  next() {
    const found = [...this.#nodes].filter(([, element]) => element.classList.contains("found")).map(([id]) => id);
    if (found.length === 0) return;
    this.#rove(found[(found.indexOf(this.#current) + 1) % found.length], true);
  }

  /** Shows all of it, without blowing up a few nodes. */
  fit() {
    const box = this.#bounds();
    const window = this.svg.getBoundingClientRect();
    const scale = Math.max(SMALLEST, Math.min(window.width / box.width, window.height / box.height, 1.45)) || 1;
    const [width, height] = [window.width / scale || box.width, window.height / scale || box.height];
    const whole = width >= box.width && height >= box.height;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const { x, y } = whole ? middle : (this.#places.get(this.#current) ?? middle);
    this.#box = { x: x - width / 2, y: y - height / 2, width, height };
    this.#show();
  }

  /** What the nodes and their labels take, with air around. */
  #bounds() {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [id, node] of this.#view?.nodes ?? []) {
      const { x, y } = this.#places.get(id) ?? { x: 0, y: 0 };
      const { width, above, below } = box(node);
      left = Math.min(left, x - width / 2);
      right = Math.max(right, x + width / 2);
      top = Math.min(top, y - above);
      bottom = Math.max(bottom, y + below);
    }
    if (left > right) [left, top, right, bottom] = [-200, -150, 200, 150];
    const air = 36;
    return { x: left - air, y: top - air, width: right - left + 2 * air, height: bottom - top + 2 * air };
  }

  /** @param {number} factor Below 1 comes nearer. */
  zoom(factor) {
    const { x, y, width, height } = this.#box;
    const size = Math.max(160, Math.min(12000, width * factor)) / width;
    this.#box = { x: x + (width * (1 - size)) / 2, y: y + (height * (1 - size)) / 2, width: width * size, height: height * size };
    this.#show();
  }

  /** Ends all motion; gives what the picture takes. */
  rest() {
    cancelAnimationFrame(this.#frame);
    this.#place(this.#places);
    return this.#bounds();
  }

  /** @param {string} id */
  #edge(id) {
    const edge = /** @type {import("./api.js").Edge} */ (this.#view?.edges.get(id));
    const group = s("g", { class: edge.former ? "link former" : "link", "data-id": id, onclick: () => this.acts.choose(id) },
      s("line", { class: "hit" }), s("line"), s("text", {}, verb(edge)));
    group.addEventListener("mouseenter", () => this.#light(id));
    group.addEventListener("mouseleave", () => this.#light(this.#at));
    return group;
  }

  /**
   * The letters stand beside the button, not in it: its name says more than they do.
   * @param {SVGGElement} group
   * @param {Seen} node
   * @param {boolean} chosen
   */
  #node(group, node, chosen) {
    const kind = kindOf(node.kind);
    const button = this.#button(group, node.id);
    group.setAttribute("class", `node ${node.kind.toLowerCase()}${chosen ? " chosen" : ""}${node.open ? " open" : ""}`);
    button.setAttribute("aria-label", `${node.name}, ${kind.one}, ${node.links} of ${node.links + node.hidden} links shown`);
    if (chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    if (node.open || node.hidden > 0) button.setAttribute("aria-expanded", String(node.open));
    else button.removeAttribute("aria-expanded");
    const size = scale(node);
    const lines = wrap(node.name);
    button.replaceChildren(
      s("circle", { class: "halo", r: 19 * size }),
      s("path", { class: "shape", d: kind.shape, transform: size === 1 ? null : `scale(${size})` }));
    group.replaceChildren(
      s("title", {}, `${node.name} (${kind.one})`),
      button,
      node.kind === "PERSON" ? s("text", { class: "initials", y: 4 * size, "font-size": 10.5 * size, "aria-hidden": "true" }, initials(node.name)) : "",
      s("text", { class: "name", y: 14 * size + 12, "aria-hidden": "true" },
        lines.map((line, place) => s("tspan", { x: 0, dy: place === 0 ? 0 : LINE }, line))),
      node.hidden > 0
        ? s("g", { class: "badge", transform: `translate(${11 * size + 4} ${-11 * size - 1})`, "aria-hidden": "true" },
          s("rect", { x: -badge(node) / 2, y: -8, width: badge(node), height: 16, rx: 8 }),
          s("text", { y: 3.6 }, `+${short(node.hidden)}`))
        : "",
    );
  }

  /**
   * The button of a node: there already, or made.
   * @param {SVGGElement} group
   * @param {string} id
   */
  #button(group, id) {
    const known = this.#buttons.get(id);
    if (known && group.contains(known)) return known;
    const button = s("g", { class: "press", role: "button", tabindex: "-1", "data-id": id,
      onfocus: () => {
        this.#rove(id, false);
        this.#light(id);
      },
      onblur: () => this.#light(this.#at),
    });
    group.addEventListener("click", () => this.#press(id));
    group.addEventListener("mouseenter", () => this.#light(id));
    group.addEventListener("mouseleave", () => this.#light(this.#at));
    this.#buttons.set(id, button);
    return button;
  }

  /** @param {string} id */
  #press(id) {
    this.#rove(id, true);
    this.acts.press(id);
  }

  /**
   * Makes `id` the one node that Tab leads to.
   * @param {string} id
   * @param {boolean} focus
   */
  #rove(id, focus) {
    this.#buttons.get(this.#current)?.setAttribute("tabindex", "-1");
    this.#current = id;
    const element = this.#buttons.get(id);
    element?.setAttribute("tabindex", "0");
    if (focus && element && document.activeElement !== element) element.focus({ preventScroll: true });
  }

  /** Lets what does not belong to `id` step back. @param {string} id */
  #light(id) {
    const view = this.#view;
    const near = new Set([id]);
    for (const [key, edge] of view?.edges ?? []) {
      if (edge.source !== id && edge.target !== id && key !== id) continue;
      near.add(key).add(edge.source).add(edge.target);
    }
    const lit = near.size > 1;
    // What many links say need not be said at each of them.
    this.svg.classList.toggle("few", [...near].filter((key) => this.#edges.has(key)).length <= FEW);
    this.svg.classList.toggle("lit", lit);
    for (const [key, element] of this.#edges) element.classList.toggle("near", lit && near.has(key));
    for (const [key, element] of this.#nodes) element.classList.toggle("near", lit && near.has(key));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = this.#current;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = arrows[/** @type {keyof typeof arrows} */ (event.key)];
    if (way) this.#walk(way[0], way[1]);
    else if (event.key === "Enter" || event.key === " ") this.#press(id);
    else if (event.key === "Delete" || event.key === "Backspace") this.acts.drop(id);
    else if (event.key === "Escape") this.acts.choose("");
    else if (event.key === "Home") this.#rove(this.#view?.nodes.keys().next().value ?? id, true);
    else if (event.key === "+" || event.key === "=") this.zoom(0.8);
    else if (event.key === "-") this.zoom(1.25);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  /**
   * To the nearest node that way, a sideways step counting double.
   * @param {number} x
   * @param {number} y
   */
  #walk(x, y) {
    const here = this.#places.get(this.#current) ?? { x: 0, y: 0 };
    let [best, nearest] = ["", Infinity];
    for (const id of this.#nodes.keys()) {
      const there = this.#places.get(id);
      if (!there || id === this.#current) continue;
      const ahead = (there.x - here.x) * x + (there.y - here.y) * y;
      const aside = Math.abs((there.x - here.x) * y) + Math.abs((there.y - here.y) * x);
      const distance = ahead + 2 * aside;
      if (ahead > 0 && distance < nearest) [best, nearest] = [id, distance];
    }
    if (best) this.#rove(best, true);
  }

  /** From where things were to where they are now. @param {Map<string, Point>} before */
  #move(before) {
    cancelAnimationFrame(this.#frame);
    if (before.size === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#place(this.#places);
      return;
    }
    const start = performance.now();
    const from = new Map([...this.#places].map(([id, to]) => {
      const parent = this.#view?.nodes.get(id)?.parent;
      return [id, before.get(id) ?? before.get(parent ?? "") ?? to];
    }));
    const step = (/** @type {number} */ now) => {
      const time = Math.min(1, Math.max(0, now - start) / 380);
      const eased = 1 - (1 - time) ** 3;
      this.#place(new Map([...this.#places].map(([id, to]) => {
        const old = from.get(id) ?? to;
        return [id, { x: old.x + (to.x - old.x) * eased, y: old.y + (to.y - old.y) * eased }];
      })));
      if (time < 1) this.#frame = requestAnimationFrame(step);
    };
    this.#place(from);
    this.#frame = requestAnimationFrame(step);
  }

  /** @param {Map<string, Point>} places */
  #place(places) {
    const at = (/** @type {string} */ id) => places.get(id) ?? { x: 0, y: 0 };
    for (const [id, element] of this.#nodes) {
      const { x, y } = at(id);
      element.setAttribute("transform", `translate(${x} ${y})`);
    }
    for (const [id, element] of this.#edges) {
      const edge = this.#view?.edges.get(id);
      if (!edge) continue;
      const [from, to] = [at(edge.source), at(edge.target)];
      for (const line of element.querySelectorAll("line")) {
        line.setAttribute("x1", String(from.x));
        line.setAttribute("y1", String(from.y));
        line.setAttribute("x2", String(to.x));
        line.setAttribute("y2", String(to.y));
      }
      const text = element.querySelector("text");
      text?.setAttribute("x", String((from.x + to.x) / 2));
      text?.setAttribute("y", String((from.y + to.y) / 2 + 3));
    }
  }

  #show() {
    const { x, y, width, height } = this.#box;
    this.svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  }

  /** Dragging moves the picture, two fingers or Ctrl and the wheel zoom it. */
  #watchPointer() {
    const { svg } = this;
    /** @type {Map<number, Point>} */
    const held = new Map();
    const spread = () => {
      const [one, other] = [...held.values()];
      return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.target !== svg || event.button !== 0) return;
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      const from = held.get(event.pointerId);
      if (!from) return;
      const before = spread();
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (before > 0) {
        this.zoom(before / Math.max(1, spread()));
        return;
      }
      const unit = this.#unit();
      this.#box.x -= (event.clientX - from.x) * unit;
      this.#box.y -= (event.clientY - from.y) * unit;
      this.#show();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, (event) => held.delete(/** @type {PointerEvent} */ (event).pointerId));
    }
    // Without Ctrl (a pinch, on a touch pad) the page scrolls on.
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.1 : 0.9);
    }, { passive: false });
  }

  /** Picture units to a pixel of the screen. */
  #unit() {
    const { width, height } = this.svg.getBoundingClientRect();
    return Math.max(this.#box.width / width, this.#box.height / height);
  }
}

/**
 * Makes the children of `parent` the ones named, in that order, keeping those that are there.
 * @param {Map<string, SVGGElement>} known
 * @param {SVGGElement} parent
 * @param {string[]} ids
 * @param {(id: string) => SVGGElement} make
 */
function sync(known, parent, ids, make) {
  const wanted = new Set(ids);
  for (const [id, element] of known) {
    if (wanted.has(id)) continue;
    element.remove();
    known.delete(id);
  }
  ids.forEach((id, place) => {
    const element = known.get(id) ?? make(id);
    known.set(id, element);
    // Moving an element would take the keyboard away from it.
    if (parent.children[place] !== element) parent.insertBefore(element, parent.children[place] ?? null);
  });
}
