// node text.js PEER FILE [SECONDS]: reads texts (JSON lines, each a string) with compromise or wink-nlp,
// for so long or to the end, and prints a line of JSON. Setting up and a first text do not count.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const [peer, file, seconds = '20'] = process.argv.slice(2)

async function reader () {
  if (peer === 'compromise') {
    const { default: nlp } = await import('compromise')
    return text => {
      const doc = nlp(text)
      return doc.people().length + doc.organizations().length + doc.places().length
    }
  }
  if (peer === 'wink') {
    const { default: winkNLP } = await import('wink-nlp')
    const { default: model } = await import('wink-eng-lite-web-model')
    const nlp = winkNLP(model)
    // The model knows no people and no organisations: runs of proper nouns stand in.
    nlp.learnCustomEntities([
      { name: 'name', patterns: ['PROPN PROPN', 'PROPN PROPN PROPN'] },
      { name: 'works', patterns: ['PROPN VERB ADP PROPN', 'PROPN AUX NOUN ADP PROPN'] },
      { name: 'talk', patterns: ['NOUN ADP PROPN', 'NOUN ADP NOUN'] }
    ])
    return text => {
      const doc = nlp.readDoc(text)
      return doc.entities().length() + doc.customEntities().length()
    }
  }
  throw new Error(`no such peer: ${peer}`)
}

const read = await reader()
read('Ada Example spoke about engines at the conference in Oslo.')
let [bytes, found, documents] = [0, 0, 0]
let spent = 0n
let used = 0
for await (const line of createInterface({ input: createReadStream(file) })) {
  const text = JSON.parse(line)
  const [started, before] = [process.hrtime.bigint(), process.cpuUsage()]
  found += read(text)
  spent += process.hrtime.bigint() - started
  const { user, system } = process.cpuUsage(before)
  used += (user + system) / 1e6
  bytes += Buffer.byteLength(text)
  documents += 1
  if (spent > BigInt(seconds) * 1_000_000_000n) break
}
const took = Number(spent) / 1e9
console.log(JSON.stringify({ work: peer, threads: 1, documents, bytes, found, seconds: took, mb_per_second: bytes / 1e6 / took, processor_seconds: used, mb_per_processor_second: bytes / 1e6 / used }))
