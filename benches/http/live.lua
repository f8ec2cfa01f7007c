-- What wrk sends in `live.py`: who spoke about one topic after another, a page of ten each.
local bodies = {}
for topic in io.lines(os.getenv("TOPICS")) do
  bodies[#bodies + 1] = '{"query":"query Who($topic: String!) { whoSpokeAbout(topic: $topic, first: 10) { edges { node { name } talks { talk { title } } } } }","variables":{"topic":"'
    .. topic .. '"}}'
end
local at = 0
wrk.method = "POST"
wrk.path = "/graphql"
wrk.headers["Content-Type"] = "application/json"
request = function()
  at = at % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end
