// The kinds of nodes and edges as they are named and drawn. Colours for the screen are in
// style.css; the ones here are for files, which are always drawn for white paper.

/** @typedef {{ one: string, many: string, shape: string, paper: string, dot: string }} Kind */

/** @type {Record<string, Kind>} Shapes lie in a square from -12 to 12. */
export const KINDS = {
  PERSON: { one: "person", many: "people", paper: "#b8472e", dot: "ellipse", shape: "M0-13A13 13 0 1 1-.01-13Z" },
  TALK: { one: "talk", many: "talks", paper: "#3f5aa6", dot: "box", shape: "M-11-9H11A3 3 0 0 1 14-6V4A3 3 0 0 1 11 7H0L-6 13V7H-11A3 3 0 0 1-14 4V-6A3 3 0 0 1-11-9Z" },
  TOPIC: { one: "topic", many: "topics", paper: "#1f7a5c", dot: "hexagon", shape: "M-13 0-6.5-11.3H6.5L13 0 6.5 11.3H-6.5Z" },
  ORGANIZATION: { one: "organisation", many: "organisations", paper: "#8f6410", dot: "house", shape: "M-11-11H11V11H-11Z" },
  PROJECT: { one: "project", many: "projects", paper: "#7748a6", dot: "diamond", shape: "M0-14 14 0 0 14-14 0Z" },
  EVENT: { one: "event", many: "events", paper: "#a83268", dot: "octagon", shape: "M-5.4-13H5.4L13-5.4V5.4L5.4 13H-5.4L-13 5.4V-5.4Z" },
  PLACE: { one: "place", many: "places", paper: "#2b7189", dot: "invtriangle", shape: "M0 14C-4 7-11 3-11-4A11 10 0 0 1 11-4C11 3 4 7 0 14Z" },
  DOCUMENT: { one: "document", many: "documents", paper: "#66625a", dot: "note", shape: "M-9-13H4L10-7V13H-10V-13Z" },
};

/** @type {Record<string, [string, string]>} Each edge, read from its source and from its target. */
export const EDGES = {
  GAVE: ["gave", "given by"],
  WORKS_AT: ["works at", "people"],
  ABOUT: ["is about", "talks about it"],
  PRESENTED_AT: ["was given at", "talks"],
  WORKS_ON: ["works on", "made by"],
  ORGANIZES: ["organises", "organised by"],
  HELD_IN: ["was held in", "events here"],
  WROTE: ["wrote", "written by"],
  MENTIONS: ["mentions", "mentioned in"],
};

/**
 * What an edge says between its two names; 'worked at' where it was so once.
 * @param {{ kind: string, former: boolean, role: string | null }} edge
 */
export function verb(edge) {
  const now = EDGES[edge.kind]?.[0] ?? edge.kind.toLowerCase().replaceAll("_", " ");
  const said = edge.former ? now.replace(/^works/, "worked").replace(/^organises/, "organised") : now;
  return edge.role ? `${said} (${edge.role})` : said;
}

/** @param {string} kind */
export function kindOf(kind) {
  return KINDS[kind] ?? KINDS.DOCUMENT;
}
