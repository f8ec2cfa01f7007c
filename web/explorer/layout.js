// Where the nodes go. Nothing here is random and nothing depends on the window: the same
// graph, unfolded in the same order, always makes the same picture.

/**
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ id: string, width: number, above: number, below: number, parent: string | null }} Box
 *   A node with its label: how wide, how far it reaches up and down from the node's centre.
 * @typedef {Point & Box & { dx: number, dy: number, ties: number, held: boolean }} Body
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
  /** @type {Map<string, Body>} */
  const bodies = new Map();
  for (const step of steps) {
    for (const body of bodies.values()) body.held = true;
    step.forEach((id, place) => {
      const shape = box(id);
      const parent = shape.parent ? bodies.get(shape.parent) : undefined;
      const turn = place * GOLDEN;
      // Away from the middle, so that what is unfolded grows outwards.
      const out = parent ? Math.atan2(parent.y, parent.x) : 0;
      const reach = 40 + 26 * Math.sqrt(place);
      bodies.set(id, {
        ...shape,
        x: (parent?.x ?? 0) + Math.cos(turn) * reach + (parent ? Math.cos(out) * 60 : 0),
        y: (parent?.y ?? 0) + Math.sin(turn) * reach + (parent ? Math.sin(out) * 60 : 0),
        dx: 0, dy: 0, ties: 0, held: false,
      });
    });
    settle([...bodies.values()], ties(bodies, springs));
  }
  return new Map([...bodies].map(([id, { x, y }]) => [id, { x: round(x), y: round(y) }]));
}

/**
 * The pairs that are tied, each once.
 * @param {Map<string, Body>} bodies
 * @param {[string, string][]} springs
 * @returns {[Body, Body][]}
 */
function ties(bodies, springs) {
  const known = new Set();
  /** @type {[Body, Body][]} */
  const tied = [];
  for (const body of bodies.values()) body.ties = 0;
  for (const [one, other] of springs) {
    const [from, to] = [bodies.get(one), bodies.get(other)];
    const pair = one < other ? `${one}\n${other}` : `${other}\n${one}`;
    if (!from || !to || from === to || known.has(pair)) continue;
    known.add(pair);
    from.ties += 1;
    to.ties += 1;
    tied.push([from, to]);
  }
  return tied;
}

/**
 * @param {Body[]} bodies
 * @param {[Body, Body][]} tied
 */
function settle(bodies, tied) {
  for (let tick = 0; tick < TICKS; tick++) {
    const heat = (1 - tick / TICKS) ** 1.5;
    push(bodies, heat);
    for (const [from, to] of tied) {
      const fewest = Math.min(from.ties, to.ties);
      // Around a hub there must be room for all of them, and where both have many ties,
      // the one between them may be long.
      const length = 58 + 12 * fewest + 4.5 * Math.min(40, Math.max(from.ties, to.ties));
      const x = to.x + to.dx - from.x - from.dx;
      const y = to.y + to.dy - from.y - from.dy;
      const distance = Math.hypot(x, y) || 1;
      const pull = ((distance - length) / distance) * (heat / Math.max(1, fewest));
      // The one with more ties moves less.
      const share = from.ties / (from.ties + to.ties);
      from.dx += x * pull * (1 - share);
      from.dy += y * pull * (1 - share);
      to.dx -= x * pull * share;
      to.dy -= y * pull * share;
    }
    for (const body of bodies) {
      const give = body.held ? 0.15 : 1;
      // Flatter than round: windows are.
      body.dx = (body.dx - body.x * 0.05 * heat) * 0.6;
      body.dy = (body.dy - body.y * 0.085 * heat) * 0.6;
      body.x += body.dx * give;
      body.y += body.dy * give;
    }
    // Labels push each other apart only once the shape is there; earlier they freeze tangles.
    if (tick > TICKS * 0.6) separate(bodies, (tick / TICKS - 0.5) * 1.2);
  }
  for (let pass = 0; pass < 200 && separate(bodies, 0.8); pass++);
}

/**
 * Every two repel each other.
 * @param {Body[]} bodies
 * @param {number} heat
 */
function push(bodies, heat) {
  for (let i = 0; i < bodies.length; i++) {
    const one = bodies[i];
    for (let j = i + 1; j < bodies.length; j++) {
      const other = bodies[j];
      let x = other.x - one.x;
      let y = other.y - one.y;
      if (x === 0 && y === 0) {
        x = Math.cos(j * GOLDEN);
        y = Math.sin(j * GOLDEN);
      }
      const force = (620 * heat) / Math.max(x * x + y * y, 60);
      one.dx -= x * force;
      one.dy -= y * force;
      other.dx += x * force;
      other.dy += y * force;
    }
  }
}

/**
 * Moves boxes off each other, sideways unless down is much shorter: labels are wide, and
 * stacked up they would make a tower. False where none touched.
 * @param {Body[]} bodies
 * @param {number} strength
 */
function separate(bodies, strength) {
  let touched = false;
  for (let i = 0; i < bodies.length; i++) {
    const one = bodies[i];
    for (let j = i + 1; j < bodies.length; j++) {
      const other = bodies[j];
      const across = (one.width + other.width) / 2 + 8 - Math.abs(other.x - one.x);
      if (across <= 0) continue;
      const oneBelow = one.y <= other.y ? one.below + other.above : one.above + other.below;
      const down = oneBelow + 6 - Math.abs(other.y - one.y);
      if (down <= 0) continue;
      touched = true;
      const share = one.held === other.held ? 0.5 : one.held ? 0.15 : 0.85;
      if (across < down * 2.2) {
        const move = across * strength * (other.x >= one.x ? 1 : -1);
        one.x -= move * share;
        other.x += move * (1 - share);
      } else {
        const move = down * strength * (other.y >= one.y ? 1 : -1);
        one.y -= move * share;
        other.y += move * (1 - share);
      }
    }
  }
  return touched;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
