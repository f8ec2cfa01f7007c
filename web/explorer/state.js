// What is on the screen, as the address says it: reload, Back and a shared link all lead
// through here. The theme is the one thing kept elsewhere, being the reader's and not the view's.

/**
 * @typedef {object} State
 * @property {string} q What was asked about.
 * @property {string} event Only talks at this event.
 * @property {string} year Only talks of this year.
 * @property {number} n How many answers are shown.
 * @property {{ id: string, most: number }[]} open The nodes unfolded, in order, and how many links of each.
 * @property {string[]} drop The nodes taken out of the picture.
 * @property {string[]} hide The kinds of nodes filtered out.
 * @property {string} at The node or edge whose details are shown.
 * @property {boolean} alone True where the answers are not part of the picture.
 * @property {"" | "picture" | "table" | "answers"} view Which half is shown; empty: the picture, on a phone the answers.
 * @property {string} find What is looked for in the picture.
 * @property {string} doc The document being read, with its quote's bytes.
 * @property {number} from
 * @property {number} to
 */

/** Answers on the first page, and links shown when a node is unfolded. */
export const PAGE = 10;
export const LINKS = 24;
/** No more than this of either: the server caps pages at 100. */
const MOST = 100;

/**
 * @param {string} search
 * @returns {State}
 */
export function parse(search) {
  const given = new URLSearchParams(search);
  const text = (/** @type {string} */ name) => (given.get(name) ?? "").trim().slice(0, 300);
  const number = (/** @type {string} */ name) => {
    const value = Number(given.get(name));
    return Number.isSafeInteger(value) && value > 0 ? value : 0;
  };
  const view = text("view");
  return {
    q: text("q"),
    event: text("event"),
    year: /^\d{4}$/.test(text("year")) ? text("year") : "",
    n: Math.min(number("n") || PAGE, MOST),
    open: given.getAll("open").slice(0, 40).map(opened),
    drop: given.getAll("drop").slice(0, 200),
    hide: [...new Set(given.getAll("hide"))].sort(),
    at: given.get("at") ?? "",
    alone: given.has("alone"),
    view: view === "picture" || view === "table" || view === "answers" ? view : "",
    find: text("find"),
    doc: given.get("doc") ?? "",
    from: number("from"),
    to: number("to"),
  };
}

/** @param {string} entry `48~topic:testing`, or an id alone. */
function opened(entry) {
  const counted = /^(\d{1,3})~(.*)$/s.exec(entry);
  return counted
    ? { id: counted[2], most: Math.max(1, Math.min(Number(counted[1]), MOST)) }
    : { id: entry, most: LINKS };
}

/**
 * The address of a state: always the same for the same state.
 * @param {State} state
 */
export function format(state) {
  const out = new URLSearchParams();
  if (state.q) out.set("q", state.q);
  if (state.event) out.set("event", state.event);
  if (state.year) out.set("year", state.year);
  if (state.n !== PAGE) out.set("n", String(state.n));
  for (const { id, most } of state.open) out.append("open", most === LINKS ? id : `${most}~${id}`);
  for (const id of state.drop) out.append("drop", id);
  for (const kind of state.hide) out.append("hide", kind);
  if (state.at) out.set("at", state.at);
  if (state.alone) out.set("alone", "1");
  if (state.view) out.set("view", state.view);
  if (state.find) out.set("find", state.find);
  if (state.doc) {
    out.set("doc", state.doc);
    if (state.to) {
      out.set("from", String(state.from));
      out.set("to", String(state.to));
    }
  }
  const text = out.toString().replaceAll("%3A", ":").replaceAll("%7E", "~");
  return text ? `?${text}` : "./";
}
