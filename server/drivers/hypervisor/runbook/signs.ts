import type { CallOptions } from '../../ports'
import { openHttps, type HttpsClient } from '../../protocols/https/https-client'
import { budgetOf } from '../../protocols/call-deadline'
import type { PortAnswer } from '../../protocols/tcp/try-port'
import type { Endpoint, Machine } from './endpoint'
import { type Knocks, type Place, placeOf } from './knock'
import type { Sign } from './silence'

/** What a look brought, and why it brought no more, in words. */
export interface Seen {
  readonly sign: Sign
  readonly why: string | null
}

const on: Seen = { sign: 'on', why: null }
const off: Seen = { sign: 'off', why: null }
const unclear = (why: string): Seen => ({ sign: 'unclear', why })

const byCode = (code: number, says: { readonly on: readonly number[]; readonly off: readonly number[] }): Sign =>
  says.on.includes(code) ? 'on' : says.off.includes(code) ? 'off' : 'unclear'

/** Whether somebody on the same way answers: without that, silence says nothing of the machine. */
export const silenceAt = async (what: string, witness: string | null, knocker: Knocks, options: CallOptions): Promise<Seen> => {
  if (witness === null) return unclear(`${what} does not answer; that alone is not taken for off, as it has no witness`)
  const answer = await knocker.at(placeOf(witness), options)
  if (answer === 'taken' || answer === 'refused') return { sign: 'silent', why: `${what} does not answer` }
  return unclear(`${what} does not answer, and neither does its witness ${witness}: the network may be down`)
}

/** One machine's own probe. */
export class ProbeReader {
  #https: HttpsClient | null = null

  constructor(
    readonly machine: Machine,
    readonly endpoint: Endpoint,
    readonly knocker: Knocks,
  ) {}

  async look(options: CallOptions): Promise<Seen> {
    const { machine, knocker } = this
    const { probe, witness } = machine
    const budget = budgetOf(options)
    switch (probe.kind) {
      case 'command':
      case 'request': {
        const sign = await this.endpoint.sign(machine, probe, options)
        return sign === 'unclear' ? unclear('its status is neither what means on nor what means off') : { sign, why: null }
      }
      case 'tcp': {
        const answer = await knocker.at(placeOf(probe.address), options)
        return this.#by(answer, probe.address, witness, budget())
      }
      case 'ping':
        return this.#by(await knocker.echo(probe.host, options), probe.host, witness, budget())
      case 'https': {
        const url = new URL(probe.url)
        const place: Place = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port === '' ? 443 : url.port) }
        const answer = await knocker.at(place, options)
        return answer === 'taken' ? this.#ask(url, probe, budget()) : this.#by(answer, url.host, witness, budget())
      }
    }
  }

  async close(): Promise<void> {
    await this.#https?.close()
  }

  async #by(answer: PortAnswer, what: string, witness: string | null, options: CallOptions): Promise<Seen> {
    switch (answer) {
      case 'taken':
        return on
      case 'refused':
        return unclear(`${what} refuses the connection: something runs there, but not what is asked for`)
      case 'unclear':
        return unclear(`${what} could not be asked from here: its name, the way to it, or the program for it is missing`)
      case 'silent':
        return silenceAt(what, witness, this.knocker, options)
    }
  }

  async #ask(
    url: URL,
    probe: { readonly pins: readonly string[]; readonly on: readonly number[]; readonly off: readonly number[] },
    options: CallOptions,
  ): Promise<Seen> {
    this.#https ??= openHttps({ url: url.origin, defaultPort: 443, pins: probe.pins, connections: 1 })
    const path = `${url.pathname}${url.search}`
    const answer = await this.#https.request({ method: 'GET', path, headers: {}, body: null, changes: false }, options)
    if (answer.kind !== 'ok') return unclear(`${answer.message} ${answer.hint}`)
    const sign = byCode(answer.value.status, probe)
    if (sign === 'on') return on
    return sign === 'off' ? off : unclear(`${url.host} answers with status ${answer.value.status}`)
  }
}
