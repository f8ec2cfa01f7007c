// The queries that the playground and the query page open with.

/** @type {{ title: string, query: string, variables?: Record<string, unknown> }[]} */
export const EXAMPLES = [
  {
    title: "Who spoke about a topic, and which sentence says so?",
    query: `query WhoSpokeAbout($topic: String!) {
  whoSpokeAbout(topic: $topic, first: 10) {
    totalCount
    edges {
      score
      node { id name }
      talks {
        talk { title kind }
        matched { name }
        evidence { quote document { id title url } }
      }
    }
  }
}`,
    variables: { topic: "testing" },
  },
];
