// Every query the explorer asks, in one place: a test validates them against `schema.graphql`.

const DOCUMENT = `fragment DocumentParts on Document { id name title url date }`;

const EVIDENCE = `fragment EvidenceParts on Evidence {
  quote start end rule confidence
  document { ...DocumentParts }
}
${DOCUMENT}`;

/** What the picture needs of any node; `degree` counts its edges without `MENTIONS`. */
const NODE = `fragment NodeParts on Node { __typename id name degree }`;

/** The answers to 'Who spoke about …'. */
export const ASK = `query Ask($topic: String!, $event: String, $year: Int, $first: Int!) {
  whoSpokeAbout(topic: $topic, event: $event, year: $year, first: $first) {
    totalCount
    edges {
      node {
        ...NodeParts
        worksAt(first: 3) { edges { role former node { ...NodeParts } evidence { ...EvidenceParts } } }
      }
      talks {
        talk {
          ...NodeParts kind
          links { kind url }
          speakers(first: 8) { edges { role former confidence node { ...NodeParts } evidence { ...EvidenceParts } } }
          about(first: 8) { edges { confidence node { ...NodeParts } evidence { ...EvidenceParts } } }
          presentedAt(first: 3) { edges { node { ...NodeParts } evidence { ...EvidenceParts } } }
        }
        matched { ...NodeParts }
        evidence { ...EvidenceParts }
      }
    }
  }
}
${NODE}
${EVIDENCE}`;

/** What the sentence box suggests. */
export const SUGGEST = `query Suggest($text: String!, $kinds: [NodeKind!], $first: Int!) {
  search(text: $text, kinds: $kinds, first: $first) { totalCount edges { node { ...NodeParts } } }
}
${NODE}`;

/** One node and what surrounds it. */
export const NEIGHBORHOOD = `query Neighborhood($id: ID!, $through: [EdgeKind!], $first: Int!) {
  neighborhood(id: $id, hops: 1, through: $through, first: $first) {
    truncated
    nodes { ...NodeParts }
    edges { source { id } target { id } kind role former confidence evidence { ...EvidenceParts } }
  }
}
${NODE}
${EVIDENCE}`;

/** The first visit: how much there is, and topics worth asking about. */
export const START = `query Start {
  statistics { documents people talks topics organizations events }
  topics(first: 10, orderBy: TALKS) { edges { node { id name talks(first: 1) { totalCount } } } }
}`;

/** The text a quote was taken from. */
export const SOURCE = `query Source($id: ID!) {
  node(id: $id) { ... on Document { ...DocumentParts text } }
}
${DOCUMENT}`;
