import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { agentObjects, startLoopbackAgent, upsObjects } from '../../testing/loopback-agents'
import { textLike, textWith } from '../../testing/matchers'
import { freePort } from '../../testing/require-peer'
import { discoverUpses, type UpsDiscoverOptions } from './ups-discover'

const undo: (() => Promise<void>)[] = []
let port = 0
beforeEach(async () => {
  port = await freePort()
})
afterEach(async () => {
  for (const one of undo.splice(0)) await one()
})

const discover = (
  ranges: string,
  changes: Partial<UpsDiscoverOptions> = {},
  stop = new AbortController(),
  onFound = () => {},
) => {
  const options = {
    community: ['public'],
    v3AuthProtocol: 'sha',
    v3PrivProtocol: 'aes',
    v3Context: '',
    nutTls: 'starttls',
    port,
    nutPort: 3493,
    rate: 500,
    ...changes,
  }
  return discoverUpses(
    ranges,
    options,
    { EMPTY: '' },
    {
      signal: stop.signal,
      progress: (_done, _total, found) => {
        if (found > 0) onFound()
      },
    },
  )
}
const agent = async (host: string, community: string, objects = upsObjects(host, 91)) => {
  undo.push((await startLoopbackAgent(host, port, community, objects)).close)
}

const reportSchema = z.object({
  complete: z.boolean(),
  asked: z.number(),
  found: z.array(
    z.object({ credential: z.number(), address: z.object({ host: z.string() }), probe: z.object({ family: z.string() }) }),
  ),
  others: z.array(z.object({ endpoint: z.string() })),
})

describe('ups discover', () => {
  it('lists what is there, for people and for programs', async () => {
    await agent('127.0.7.3', 'public')
    await agent('127.0.7.4', 'private')
    await agent('127.0.7.5', 'public', agentObjects('A switch', 'switch-1'))
    const shown = await discover('127.0.7.2-5', { community: ['public', 'private'] })
    expect(shown).toMatchObject({ exitCode: 0, errors: '' })
    for (const word of ['127.0.7.3', '127.0.7.4', 'rfc1628', 'on-mains', '91 %', 'no power device', 'A switch'])
      expect(shown.output).toContain(word)
    const json = await discover('127.0.7.2-5', { community: ['public', 'private'], json: true })
    const report = reportSchema.parse(JSON.parse(json.output))
    expect(report).toMatchObject({ complete: true, asked: 4, others: [{ endpoint: `snmp 127.0.7.5:${port}` }] })
    expect(report.found.map(({ address, credential }) => [address.host, credential]).toSorted()).toEqual([
      ['127.0.7.3', 0],
      ['127.0.7.4', 1],
    ])
  })

  it('that is stopped tells what it found until then, and how far it came', async () => {
    await agent('127.0.7.3', 'public')
    const stop = new AbortController()
    const stopped = await discover('127.0.7.3-250', { rate: 100 }, stop, () => stop.abort())
    expect(stopped).toMatchObject({ exitCode: 0, output: textWith('127.0.7.3'), errors: textLike(/stopped: \d+ of 248/) })
  })

  it('tells where nothing answers', async () => {
    expect(await discover('127.0.7.3')).toMatchObject({ exitCode: 0, output: 'No UPS, PDU or ATS answered.' })
  })

  it.each([
    ['10.0.0.0/8', {}, 'too wide'],
    ['10.0.0.1', { community: [] }, '--community NAME'],
    ['10.0.0.1', { snmpVersion: '3' }, '--v3-user'],
    ['10.0.0.1', { nutTls: 'maybe' }, '--nut-tls is one of'],
    ['10.0.0.1', { v3User: 'u', v3AuthKeyEnv: 'EMPTY' }, 'EMPTY'],
    ['10.0.0.1', { community: Array.from({ length: 9 }, (_, index) => `c${index}`) }, 'at most 8'],
  ])('%s with %o is a wrong call', async (ranges, changes, expected) => {
    expect(await discover(ranges, changes)).toMatchObject({ exitCode: 2, output: '', errors: textWith(expected) })
  })
})
