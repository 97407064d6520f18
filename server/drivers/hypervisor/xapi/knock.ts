import { connect, isIP, type Socket } from 'node:net'
import type { CallOptions } from '../../ports'
import { tryPort, type PortAnswer } from '../../protocols/tcp/try-port'

/** `there`: its address takes or refuses a connection. `silent`: nothing comes back. `unclear`: from here nobody can tell. */
export type Presence = 'there' | 'silent' | 'unclear'
export type Knock = (address: string, options: CallOptions) => Promise<Presence>

/** The toolstack's and SSH: the host's own domain listens on both, and its firewall lets both in. */
const PORTS = [443, 22] as const
/** Long enough for a lost first packet to be sent again. */
const PATIENCE_MS = 1_500
/** A port that is closed is closed by something that runs. */
const presenceOf = (answer: PortAnswer): Presence => (answer === 'taken' || answer === 'refused' ? 'there' : answer)

/** One short attempt at each port, all at once. */
export const knockAt = async (
  opens: readonly (() => Socket)[],
  options: CallOptions,
  patienceMs: number = PATIENCE_MS,
): Promise<Presence> => {
  // Too little time to hear anything is no silence of theirs.
  if (options.deadlineMs < patienceMs) return 'unclear'
  const all = (await Promise.all(opens.map((open) => tryPort(open, patienceMs, options.signal)))).map(presenceOf)
  if (all.includes('there')) return 'there'
  return all.includes('unclear') ? 'unclear' : 'silent'
}

/** Names are not looked up: in an outage nobody may be there to ask (A12). */
export const tcpKnock: Knock = async (address, options) =>
  isIP(address) === 0
    ? 'unclear'
    : await knockAt(
        PORTS.map((port) => () => connect({ host: address, port })),
        options,
      )
