import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandAnswer } from '../../ports'
import type { NutConnection } from './client'
import type { NutPlan } from './command-plan'
import { NutTrouble } from './failure'
import { quoted } from './quoted'

const LOOK_EVERY_MS = 400
/** What is kept back of the deadline, so that an answer is given rather than a timeout. */
const RESERVE_MS = 200

interface Giving {
  /** As `performance.now()`. */
  readonly endsAt: number
  /** The command itself is about to leave. */
  readonly onSend: () => void
  readonly look: () => Promise<ReadonlyMap<string, string>>
}

const trackingId = /^OK TRACKING (\S+)/

/** upsd before 2.8 has no tracking: then a command is only known to have been passed on. */
const track = async (connection: NutConnection): Promise<void> => {
  try {
    await connection.command('SET TRACKING ON')
  } catch (error) {
    if (!(error instanceof NutTrouble) || error.kind !== 'upsd') throw error
  }
}

/** Waits for the driver's own word; throws NutTrouble where it is a no. False: it gave none. */
const driverDid = async (connection: NutConnection, id: string, endsAt: number): Promise<boolean> => {
  for (;;) {
    const [said] = await connection.command(`GET TRACKING ${id}`)
    if (said === 'SUCCESS') return true
    if (endsAt - performance.now() < LOOK_EVERY_MS + RESERVE_MS) return false
    await sleep(LOOK_EVERY_MS)
  }
}

/** Gives a command on a connection that has a user, and looks what came of it. Throws NutTrouble. */
export const giveCommand = async (
  connection: NutConnection,
  upsName: string,
  plan: NutPlan,
  { endsAt, onSend, look }: Giving,
): Promise<CommandAnswer> => {
  const { command, argument, first } = plan
  const ups = quoted(upsName)
  if (first !== null && (await look()).get(first.variable) !== first.value)
    await connection.command(`SET VAR ${ups} ${first.variable} ${quoted(first.value)}`)
  await track(connection)
  onSend()
  const [answer = ''] = await connection.command(`INSTCMD ${ups} ${command}${argument === null ? '' : ` ${quoted(argument)}`}`)
  const id = trackingId.exec(answer)?.[1] ?? null
  const did = id === null ? null : await driverDid(connection, id, endsAt)
  let confirmed = plan.confirms(await look())
  while (confirmed !== true && endsAt - performance.now() > LOOK_EVERY_MS + RESERVE_MS) {
    await sleep(LOOK_EVERY_MS)
    confirmed = plan.confirms(await look())
  }
  const word = did === true ? 'its driver reports success' : 'its driver has not answered'
  const shown = confirmed === null ? 'nothing that would tell is shown' : confirmed ? 'it shows' : 'it shows something else'
  return { confirmed, said: `NUT took ${command}${argument === null ? '' : ` ${argument}`}; ${word}, ${shown}` }
}
