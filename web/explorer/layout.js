// Where the nodes go. Nothing here is random and nothing depends on the window: the same
// graph, unfolded in the same order, always makes the same picture.

/**
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ id: string, width: number, above: number, below: number, parent: string | null }} Box
 *   A node with its label: how wide, how far it reaches up and down from the node's centre.
 * @typedef {object} Bodies Arrays of numbers, one place for each node: objects would be five times slower.
 * @property {Float64Array} x
 * @property {Float64Array} y
 * @property {Float64Array} dx
 * @property {Float64Array} dy
 * @property {Float64Array} half Half the width.
 * @property {Float64Array} above
 * @property {Float64Array} below
 * @property {Float64Array} ties How many others it is tied to.
 */

/** Turns of this angle never line up, so a spiral of them fills evenly. */
const GOLDEN = 2.399963;
const TICKS = 300;

/**
 * Places each step's nodes among those of the steps before, which give way only a little.
 * @param {string[][]} steps
 * @param {[string, string][]} springs
 * @param {(id: string) => Box} box
 * @returns {Map<string, Point>}
 */
export function layOut(steps, springs, box) {
  const ids = steps.flat();
  const places = new Map(ids.map((id, place) => [id, place]));
  const row = () => new Float64Array(ids.length);
  /** @type {Bodies} */
  const bodies = { x: row(), y: row(), dx: row(), dy: row(), half: row(), above: row(), below: row(), ties: row() };
  const tied = pairs(places, springs);
  let count = 0;
  for (const step of steps) {
    const held = count;
    step.forEach((id, turn) => {
      const { width, above, below, parent } = box(id);
      const from = parent === null ? undefined : places.get(parent);
      const known = from !== undefined && from < held;
      const [x, y] = known ? [bodies.x[from], bodies.y[from]] : [0, 0];
      // Away from the middle, so that what is unfolded grows outwards.
      const out = Math.atan2(y, x);
      const reach = 40 + 26 * Math.sqrt(turn);
      bodies.x[count] = x + Math.cos(turn * GOLDEN) * reach + (known ? Math.cos(out) * 60 : 0);
      bodies.y[count] = y + Math.sin(turn * GOLDEN) * reach + (known ? Math.sin(out) * 60 : 0);
      bodies.half[count] = width / 2;
      bodies.above[count] = above;
      bodies.below[count] = below;
      count += 1;
    });
    settle(bodies, count, held, tied.filter(([from, to]) => from < count && to < count));
  }
  return new Map(ids.map((id, place) => [id, { x: round(bodies.x[place]), y: round(bodies.y[place]) }]));
}

/**
 * The places of the pairs that are tied, each pair once.
 * @param {Map<string, number>} places
 * @param {[string, string][]} springs
 * @returns {[number, number][]}
 */
function pairs(places, springs) {
  const known = new Set();
  /** @type {[number, number][]} */
  const tied = [];
  for (const [one, other] of springs) {
    const [from, to] = [places.get(one), places.get(other)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = Math.min(from, to) * places.size + Math.max(from, to);
    if (known.has(key)) continue;
    known.add(key);
    tied.push([from, to]);
  }
  return tied;
}

/**
 * @param {Bodies} bodies
 * @param {number} count How many of them are there.
 * @param {number} held How many of these were there before.
 * @param {[number, number][]} tied
 */
function settle(bodies, count, held, tied) {
  const { x, y, dx, dy, ties } = bodies;
  ties.fill(0);
  for (const [from, to] of tied) {
    ties[from] += 1;
    ties[to] += 1;
  }
  for (let tick = 0; tick < TICKS; tick++) {
    const heat = (1 - tick / TICKS) ** 1.5;
    push(bodies, count, heat);
    for (const [from, to] of tied) {
      const fewest = Math.min(ties[from], ties[to]);
      // Around a hub there must be room for all of them, and where both have many ties,
      // the one between them may be long.
      const length = 58 + 12 * fewest + 4.5 * Math.min(40, Math.max(ties[from], ties[to]));
      const across = x[to] + dx[to] - x[from] - dx[from];
      const down = y[to] + dy[to] - y[from] - dy[from];
      const distance = Math.sqrt(across * across + down * down) || 1;
      const pull = ((distance - length) / distance) * (heat / fewest);
      // The one with more ties moves less.
      const share = ties[from] / (ties[from] + ties[to]);
      dx[from] += across * pull * (1 - share);
      dy[from] += down * pull * (1 - share);
      dx[to] -= across * pull * share;
      dy[to] -= down * pull * share;
    }
    for (let place = 0; place < count; place++) {
      const give = place < held ? 0.15 : 1;
      // Flatter than round: windows are.
      dx[place] = (dx[place] - x[place] * 0.05 * heat) * 0.6;
      dy[place] = (dy[place] - y[place] * 0.085 * heat) * 0.6;
      x[place] += dx[place] * give;
      y[place] += dy[place] * give;
    }
    // Labels push each other apart only once the shape is there; earlier they freeze tangles.
    if (tick > TICKS * 0.6) separate(bodies, count, held, (tick / TICKS - 0.5) * 1.2);
  }
  for (let pass = 0; pass < 200 && separate(bodies, count, held, 0.8); pass++);
}

/**
 * Every two repel each other.
 * @param {Bodies} bodies
 * @param {number} count
 * @param {number} heat
 */
function push({ x, y, dx, dy }, count, heat) {
  for (let one = 0; one < count; one++) {
    for (let other = one + 1; other < count; other++) {
      let across = x[other] - x[one];
      let down = y[other] - y[one];
      if (across === 0 && down === 0) {
        across = Math.cos(other * GOLDEN);
        down = Math.sin(other * GOLDEN);
      }
      const force = (620 * heat) / Math.max(across * across + down * down, 60);
      dx[one] -= across * force;
      dy[one] -= down * force;
      dx[other] += across * force;
      dy[other] += down * force;
    }
  }
}

/**
 * Moves boxes off each other, sideways unless down is much shorter: labels are wide, and
 * stacked up they would make a tower. False where none touched.
 * @param {Bodies} bodies
 * @param {number} count
 * @param {number} held
 * @param {number} strength
 */
function separate({ x, y, half, above, below }, count, held, strength) {
  let touched = false;
  for (let one = 0; one < count; one++) {
    for (let other = one + 1; other < count; other++) {
      const across = half[one] + half[other] + 8 - Math.abs(x[other] - x[one]);
      if (across <= 0) continue;
      const reach = y[one] <= y[other] ? below[one] + above[other] : above[one] + below[other];
      const down = reach + 6 - Math.abs(y[other] - y[one]);
      if (down <= 0) continue;
      touched = true;
      const share = one < held === other < held ? 0.5 : 0.15;
      if (across < down * 2.2) {
        const move = across * strength * (x[other] >= x[one] ? 1 : -1);
        x[one] -= move * share;
        x[other] += move * (1 - share);
      } else {
        const move = down * strength * (y[other] >= y[one] ? 1 : -1);
        y[one] -= move * share;
        y[other] += move * (1 - share);
      }
    }
  }
  return touched;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
