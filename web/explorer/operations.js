// Every query the explorer asks, in one place: a test validates them against `schema.graphql`.

const DOCUMENT = `fragment DocumentParts on Document { id name title url date }`;

const EVIDENCE = `fragment EvidenceParts on Evidence {
  quote start end rule confidence
  document { ...DocumentParts }
}
${DOCUMENT}`;

/** What the picture needs of any node; `degree` counts its edges without `MENTIONS`. */
const NODE = `fragment NodeParts on Node { __typename id name degree }`;

/** A page of answers to 'Who spoke about …', with what the picture shows around them. */
export const ASK = `query Ask($topic: String!, $event: String, $year: Int, $first: Int!, $after: String) {
  whoSpokeAbout(topic: $topic, event: $event, year: $year, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      node {
        ...NodeParts
        worksAt(first: 2) { edges { role former confidence node { ...NodeParts } evidence(first: 1) { ...EvidenceParts } } }
      }
      talks {
        talk {
          ...NodeParts kind
          links { kind url }
          speakers(first: 4) { edges { confidence node { ...NodeParts } evidence(first: 1) { ...EvidenceParts } } }
          about(first: 6) { edges { confidence node { ...NodeParts } evidence(first: 1) { ...EvidenceParts } } }
          presentedAt(first: 2) { edges { confidence node { ...NodeParts } evidence(first: 1) { ...EvidenceParts } } }
        }
        subjects { ...NodeParts }
        evidence(first: 4) { ...EvidenceParts }
      }
    }
  }
}
${NODE}
${EVIDENCE}`;

/** What the sentence box suggests. */
export const SUGGEST = `query Suggest($text: String!, $kinds: [NodeKind!], $first: Int!) {
  search(text: $text, kinds: $kinds, first: $first) { nodes { ...NodeParts } }
}
${NODE}`;

/** One node and what surrounds it. */
export const NEIGHBORHOOD = `query Neighborhood($id: ID!, $through: [EdgeKind!], $first: Int!) {
  neighborhood(id: $id, hops: 1, through: $through, first: $first) {
    nodes { ...NodeParts }
    edges { source { id } target { id } kind role former confidence evidence(first: 8) { ...EvidenceParts } }
  }
}
${NODE}
${EVIDENCE}`;

/** The first visit: how much there is, and topics worth asking about. */
export const START = `query Start {
  statistics { documents people talks events }
  topics(first: 12, orderBy: TALKS) { nodes { name talks(first: 1) { totalCount } } }
}`;

/** The text a quote was taken from. */
export const SOURCE = `query Source($id: ID!) {
  node(id: $id) { ... on Document { ...DocumentParts text } }
}
${DOCUMENT}`;
