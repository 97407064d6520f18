import type { TestCertificate } from '../certificates'
import { openWith } from '../../drivers/hypervisor/xapi/driver'
import type { Presence } from '../../drivers/hypervisor/xapi/knock'
import type { DriverResult, ManagerSession, ManagerTarget } from '../../drivers/ports'
import { smallPool, type PoolRecords } from './pool-records'
import { account, startStandIn, type StandIn } from './stand-in'

/** Long enough for a machine that is busy with other things. */
export const quick = { deadlineMs: 15_000 }

export const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

export const password = { kind: 'password', user: account.user, password: account.password } as const

/** Pools and sessions of a test, to be closed after it. */
export class XapiTest {
  readonly #open: { close(): Promise<void> }[] = []
  readonly #pools: StandIn[] = []
  /** What lost hosts' addresses answer: nothing is asked on the network. */
  presence: (address: string) => Presence = () => 'silent'
  /** Addresses that were asked. */
  readonly knocks: string[] = []
  nowMs = 0

  async pool(records: PoolRecords = smallPool(), certificate?: TestCertificate | null): Promise<StandIn> {
    const pool = await startStandIn(records, certificate)
    this.#open.push(pool)
    this.#pools.push(pool)
    return pool
  }

  session(
    url: string,
    pins: readonly string[],
    secret: { readonly password: string } = account,
    isDirect: ManagerTarget['isDirect'] = undefined,
  ): ManagerSession {
    const target: ManagerTarget = {
      address: { kind: 'xapi', url, pins: [...pins] },
      secret: { ...password, password: secret.password },
      ...(isDirect === undefined ? {} : { isDirect }),
    }
    const knock = (address: string): Promise<Presence> => {
      this.knocks.push(address)
      return Promise.resolve(this.presence(address))
    }
    const session = openWith(target, knock, () => this.nowMs)
    this.#open.push(session)
    return session
  }

  /** In clear: certificates are tried where they matter. */
  async start(records?: PoolRecords): Promise<{ readonly pool: StandIn; readonly session: ManagerSession }> {
    const pool = await this.pool(records, null)
    return { pool, session: this.session(pool.url, []) }
  }

  /** What the pools of this test were asked that the API does not know so. */
  async end(): Promise<readonly string[]> {
    this.presence = () => 'silent'
    this.knocks.length = 0
    this.nowMs = 0
    for (const one of this.#open.splice(0).reverse()) await one.close()
    return this.#pools.splice(0).flatMap((pool) => pool.problems)
  }
}
