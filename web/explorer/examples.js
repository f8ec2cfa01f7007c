// The queries that the playground and the query page open with.

/** @type {{ title: string, query: string, variables?: Record<string, unknown> }[]} */
export const EXAMPLES = [
  {
    title: "Who spoke about a topic, and which sentence says so?",
    query: `query WhoSpokeAbout($topic: String!) {
  whoSpokeAbout(topic: $topic, first: 10) {
    totalCount
    edges {
      node { id name }
      talks {
        talk { title kind presentedAt(first: 1) { nodes { name } } }
        subjects { ... on Node { name } }
        evidence(first: 2) { quote document { title url } }
      }
    }
  }
}`,
    variables: { topic: "testing" },
  },
  {
    title: "Who spoke most often, about what, and with whom?",
    query: `query Speakers {
  people(orderBy: TALKS, first: 5) {
    totalCount
    nodes {
      id
      name
      worksAt(first: 2, former: false) { edges { role node { name } } }
      topics(first: 5) { edges { count node { ... on Node { name } } } }
      coSpeakers(first: 3) { nodes { name } }
    }
  }
}`,
  },
  {
    title: "What was said at the latest events, and where were they held?",
    query: `query Events {
  events(orderBy: YEAR, first: 5) {
    nodes {
      name
      year
      heldIn(first: 2) { nodes { name } }
      talks(first: 5) { totalCount nodes { title speakers(first: 3) { nodes { name } } } }
    }
  }
}`,
  },
  {
    title: "Find names, typing errors forgiven",
    query: `query Search($text: String!) {
  search(text: $text, first: 10) {
    totalCount
    edges {
      node { __typename id name degree }
      highlights { text hit }
    }
  }
}`,
    variables: { text: "pycn" },
  },
  {
    title: "What surrounds a node, also as a drawing for Graphviz?",
    query: `query Neighborhood($id: ID!) {
  neighborhood(id: $id, hops: 2, first: 30) {
    truncated
    nodes { __typename id name }
    edges { kind source { id } target { id } confidence }
    dot
  }
}`,
    variables: { id: "event:pycon-us-2024" },
  },
  {
    title: "How are two nodes connected, and which sentences say so?",
    query: `query Path($from: ID!, $to: ID!) {
  path(from: $from, to: $to, maxHops: 6) {
    length
    nodes { __typename name }
    hops { fact { kind evidence(first: 1) { quote document { title } } } }
  }
}`,
    variables: { from: "event:pycon-us-2024", to: "event:pycon-us-2023" },
  },
  {
    title: "How much is there?",
    query: `query Statistics {
  statistics { documents people talks topics projects organizations events places }
}`,
  },
];
