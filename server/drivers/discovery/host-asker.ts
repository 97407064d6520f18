import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { UpsAddress } from '../../domain/ups'
import { listUpses } from '../ups/nut/list-upses'
import { Examiner } from './examiner'
import { FewAtOnce } from './few-at-once'
import type { Finding, SearchWays } from './finding'
import { Knocker, type Turn } from './knocker'
import { communityLetter, type Greeting, v3Letter } from './letter'
import type { Pace } from './pace'

const CONNECTIONS_AT_ONCE = 256
const LIST_DEADLINE_MS = 1_500
const NAMES_AT_ONCE = 2
const NAME_DEADLINE_MS = 3_000
/** Of one NUT server. */
const MOST_UPSES = 64

export interface AskerOptions {
  readonly ways: SearchWays
  readonly isWatched: (address: UpsAddress) => boolean
  readonly signal: AbortSignal
  readonly tell: (finding: Finding) => void
}

/** Asks one address at a time who is there: a cheap question first, everything else only to those that answer. */
export class HostAsker {
  private readonly knocker = new Knocker()
  private readonly examiner = new Examiner()
  private readonly connections = new FewAtOnce(CONNECTIONS_AT_ONCE)
  private readonly names = new FewAtOnce(NAMES_AT_ONCE)

  constructor(
    private readonly options: AskerOptions,
    private readonly pace: Pace,
  ) {}

  /** The visit's own turn is that of the first thing that is sent. */
  async visit(host: string): Promise<void> {
    const { snmp, nut } = this.options.ways
    let isFirst = true
    const turn = (): Promise<void> => {
      if (!isFirst) return this.pace.turn(this.options.signal)
      isFirst = false
      return Promise.resolve()
    }
    await Promise.all([
      snmp === null ? null : this.askSnmp(host, snmp, turn).catch(() => this.tellOdd(`snmp ${host}:${snmp.port}`)),
      nut === null ? null : this.askNut(host, nut, turn).catch(() => this.tellOdd(`nut ${host}:${nut.port}`)),
    ])
  }

  close(): void {
    this.knocker.close()
  }

  private tell(finding: Finding): void {
    if (!this.options.signal.aborted) this.options.tell(finding)
  }

  private tellOdd(endpoint: string): void {
    this.tell({ kind: 'other', endpoint, description: null, problem: 'What it answers could not be made sense of' })
  }

  private async askSnmp(host: string, { port, secrets }: NonNullable<SearchWays['snmp']>, turn: Turn): Promise<void> {
    const { signal } = this.options
    const address: UpsAddress = { protocol: 'snmp', host, port, family: 'auto' }
    if (this.options.isWatched(address)) return this.tell({ kind: 'watched', address })
    const ip = await this.ipOf(host)
    if (ip === null) return
    // A v3 agent shows itself whoever asks; so that is asked once for all users.
    let v3: Promise<Greeting | null> | null = null
    let other: Finding | null = null
    for (const [credential, secret] of secrets.entries()) {
      const letter = secret.kind === 'snmp-user' ? v3Letter : communityLetter(secret)
      if (signal.aborted) return
      if (letter === null) continue
      const asked: Promise<Greeting | null> =
        secret.kind === 'snmp-user'
          ? (v3 ??= this.knocker.knock(letter, ip, port, signal, turn))
          : this.knocker.knock(letter, ip, port, signal, turn)
      const greeting = await asked
      if (greeting === null) continue
      const examined = await this.examiner.examine(address, secret, credential, greeting, signal)
      if (examined?.kind === 'device') return this.tell(examined)
      // One that may see the whole tree and finds no power device there knows best.
      if (examined !== null && (other === null || examined.problem === null)) other = examined
    }
    if (other !== null) this.tell(other)
  }

  private async askNut(host: string, { port, tls, secret }: NonNullable<SearchWays['nut']>, turn: Turn): Promise<void> {
    const { signal } = this.options
    const listed = await this.connections.pass(async () => {
      await turn()
      return listUpses({ host, port, tls }, { deadlineMs: LIST_DEADLINE_MS, signal })
    })
    if (listed === null) return
    if ('kind' in listed)
      return this.tell({
        kind: 'other',
        endpoint: `nut ${host}:${port}`,
        description: null,
        problem: `${listed.message}. ${listed.hint}`,
      })
    if (listed.length === 0)
      this.tell({ kind: 'other', endpoint: `nut ${host}:${port}`, description: 'A NUT server without a UPS', problem: null })
    for (const upsName of listed.slice(0, MOST_UPSES)) {
      const address: UpsAddress = { protocol: 'nut', host, port, upsName, tls }
      if (this.options.isWatched(address)) {
        this.tell({ kind: 'watched', address })
        continue
      }
      const greeting = { description: `${upsName} on a NUT server`, systemName: upsName }
      const examined = await this.examiner.examine(address, secret, 0, greeting, signal)
      if (examined === null) return
      this.tell(examined)
    }
  }

  /** Null: the name is not known, or its server is silent. */
  private ipOf(host: string): Promise<string | null> {
    if (isIP(host) !== 0) return Promise.resolve(host)
    return this.names.pass(() => {
      const { signal } = this.options
      if (signal.aborted) return Promise.resolve(null)
      return new Promise((done) => {
        const end = (ip: string | null): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', giveUp)
          done(ip)
        }
        const giveUp = (): void => end(null)
        const timer = setTimeout(giveUp, NAME_DEADLINE_MS)
        signal.addEventListener('abort', giveUp, { once: true })
        // IPv4, as polls of a name do.
        lookup(host, { family: 4 }).then(({ address }) => end(address), giveUp)
      })
    })
  }
}
