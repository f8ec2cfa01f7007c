// Runs the audits of npm's graphql-http against a running server; any finding fails.
// usage: node audit.mjs http://127.0.0.1:8000/graphql
import { serverAudits } from 'graphql-http';

const url = process.argv[2];
const headers = process.env.HEADERS ? JSON.parse(process.env.HEADERS) : {};
const fetchFn = (target, options = {}) =>
  fetch(target, { ...options, headers: { ...options.headers, ...headers } });

const tally = {};
for (const audit of serverAudits({ url, fetchFn })) {
  const result = await audit.fn();
  tally[result.status] = (tally[result.status] ?? 0) + 1;
  if (result.status !== 'ok') {
    console.log(result.status, result.id, result.name, '::', result.reason);
  }
}
console.log('graphql-http audits:', JSON.stringify(tally));
process.exit(tally.error || tally.warn || tally.notice || !tally.ok ? 1 : 0);
