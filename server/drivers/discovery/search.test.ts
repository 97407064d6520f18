import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseRanges, isRangeRefusal } from '../../domain/address-range'
import { agentObjects, startLoopbackAgent, startOddAgent, upsObjects } from '../../testing/loopback-agents'
import { textWith } from '../../testing/matchers'
import { freePort } from '../../testing/require-peer'
import type { Finding, SearchWays } from './finding'
import { searchDevices } from './search'

type Secrets = NonNullable<SearchWays['snmp']>['secrets']
const community = (name: string, version: '1' | '2c' = '2c') => ({ kind: 'snmp-community' as const, version, community: name })

let port = 0
const undo: (() => Promise<void>)[] = []
const started = <Agent extends { close: () => Promise<void> }>(agent: Agent): Agent => {
  undo.push(agent.close)
  return agent
}
beforeEach(async () => {
  port = await freePort()
})
afterEach(async () => {
  for (const one of undo.splice(0)) await one()
})

const search = async (
  ranges: string,
  secrets: Secrets,
  options: {
    readonly signal?: AbortSignal
    readonly rate?: number
    readonly watched?: string
    readonly onFound?: () => void
  } = {},
) => {
  const read = parseRanges(ranges)
  if (isRangeRefusal(read)) throw new Error(read.part)
  const findings: Finding[] = []
  let visited = 0
  await searchDevices({
    hosts: read.hosts(),
    ways: { snmp: { port, secrets }, nut: null },
    ratePerSecond: options.rate ?? 500,
    isWatched: ({ host }) => host === options.watched,
    signal: options.signal ?? new AbortController().signal,
    tell: (finding) => {
      findings.push(finding)
      options.onFound?.()
    },
    onVisited: () => (visited += 1),
  })
  return { findings, visited }
}

describe('a search', () => {
  it('finds devices with the credential that works, and says what else answers', async () => {
    started(await startLoopbackAgent('127.0.7.3', port, 'public', upsObjects('ups-left', 91)))
    started(await startLoopbackAgent('127.0.7.4', port, 'private', upsObjects('ups-right', 77)))
    started(await startLoopbackAgent('127.0.7.5', port, 'public', agentObjects('A switch\r\nof two lines', 'switch-1')))
    started(await startLoopbackAgent('127.0.7.6', port, 'another', upsObjects('ups-hidden', 50)))
    const { findings, visited } = await search('127.0.7.2-9', [community('public'), community('private', '1')])
    expect(visited).toBe(8)
    const device = (host: string) => findings.find((one) => one.kind === 'device' && one.address.host === host)
    expect(device('127.0.7.3')).toMatchObject({
      credential: 0,
      systemName: 'ups-left',
      probe: { family: 'rfc1628', model: 'UPS 1000', powerState: 'on-mains', readings: { chargePercent: { value: 91 } } },
    })
    expect(device('127.0.7.4')).toMatchObject({ credential: 1, probe: { readings: { chargePercent: { value: 77 } } } })
    expect(findings.filter(({ kind }) => kind !== 'device')).toEqual([
      { kind: 'other', endpoint: `snmp 127.0.7.5:${port}`, description: 'A switch of two lines', problem: null },
    ])
    expect(findings).toHaveLength(3)
  })

  it('asks a silent address twice for each credential, and no more', async () => {
    const silent = started(await startOddAgent('127.0.7.3', port, () => null))
    const { findings } = await search('127.0.7.3', [community('public'), community('private')])
    expect(findings).toEqual([])
    expect(silent.asked()).toBe(4)
  })

  it('asks for v3 once, however many users are tried', async () => {
    const silent = started(await startOddAgent('127.0.7.3', port, () => null))
    const user = (name: string) => ({
      kind: 'snmp-user' as const,
      user: name,
      level: 'authNoPriv' as const,
      authProtocol: 'sha' as const,
      authKey: 'long-enough-key',
      privProtocol: 'aes' as const,
      privKey: '',
      context: '',
    })
    await search('127.0.7.3', [user('one'), user('two'), user('three')])
    expect(silent.asked()).toBe(2)
  })

  it('does not ask a device that is watched already', async () => {
    const watched = started(await startLoopbackAgent('127.0.7.3', port, 'public', upsObjects('ups', 91)))
    const { findings } = await search('127.0.7.3', [community('public')], { watched: '127.0.7.3' })
    expect(findings).toMatchObject([{ kind: 'watched', address: { host: '127.0.7.3' } }])
    expect(watched.asked()).toBe(0)
  })

  it('an agent that answers with an error is there all the same, and is told as no power device', async () => {
    // What v1 says where an object is missing: the request again, as a response with error status 2.
    const lacking = (request: Buffer): Buffer => {
      const reply = Buffer.from(request)
      const pduAt = reply.indexOf(0xa0)
      reply[pduAt] = 0xa2
      const idAt = reply.indexOf(0x02, pduAt)
      reply[idAt + 2 + (reply[idAt + 1] ?? 0) + 2] = 2
      return reply
    }
    started(await startOddAgent('127.0.7.3', port, lacking))
    const { findings } = await search('127.0.7.3', [community('public', '1')])
    expect(findings).toMatchObject([{ kind: 'other', description: null, problem: null }])
  })

  it('goes on past agents that answer garbage, half an answer, or another question', async () => {
    started(await startOddAgent('127.0.7.3', port, () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')))
    started(await startOddAgent('127.0.7.4', port, (request) => request.subarray(0, 11)))
    started(await startOddAgent('127.0.7.5', port, (request) => request))
    started(await startOddAgent('127.0.7.6', port, () => Buffer.alloc(65_000, 0x30)))
    started(await startLoopbackAgent('127.0.7.7', port, 'public', upsObjects('ups', 91)))
    const { findings, visited } = await search('127.0.7.3-7', [community('public')])
    expect(visited).toBe(5)
    expect(findings).toMatchObject([{ kind: 'device', address: { host: '127.0.7.7' } }])
  })

  it('one that falls silent after its first answer is told as such', async () => {
    started(await startLoopbackAgent('127.0.7.3', port, 'public', upsObjects('ups', 91), 1))
    const { findings } = await search('127.0.7.3', [community('public')])
    expect(findings).toMatchObject([{ kind: 'other', description: 'A network card', problem: textWith('No answer') }])
  })

  it('that is cancelled ends without waiting for silent addresses, and keeps what it found', async () => {
    started(await startLoopbackAgent('127.0.7.2', port, 'public', upsObjects('ups', 91)))
    const silent = started(await startOddAgent('127.0.7.3', port, () => null))
    const stop = new AbortController()
    const { findings, visited } = await search('127.0.7.2-250', [community('public')], {
      signal: stop.signal,
      rate: 100,
      onFound: () => stop.abort(),
    })
    expect(findings).toHaveLength(1)
    expect(visited).toBeLessThan(249)
    // Its second question was never sent.
    expect(silent.asked()).toBeLessThanOrEqual(1)
  })

  it('a name that is not known is passed over', async () => {
    const { findings, visited } = await search('no-such-host.invalid', [community('public')])
    expect({ findings, visited }).toEqual({ findings: [], visited: 1 })
  })
})
