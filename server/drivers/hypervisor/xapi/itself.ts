import { refused, type HostItself } from '../../ports'
import type { Budget } from './budget'
import { CallFailed } from './call-failed'
import type { Connection } from './connection'
import { readRecord } from './observe'
import { refSchema } from './wire'

/** Which host of the pool signed us in. */
export const itself = async (connection: Connection, budget: Budget): Promise<HostItself> => {
  const doing = 'say which host it is'
  const session = await connection.sessionReference(budget)
  const reference = await connection.call({ method: 'session.get_this_host', args: [session], schema: refSchema, doing }, budget)
  const host = await readRecord(connection, 'host', reference, doing, budget)
  if (host === null || host.uuid === null)
    throw new CallFailed(refused('The host does not tell who it is.', 'Check that its toolstack is healthy.'))
  return { nativeId: host.uuid, name: host.name_label, uuid: host.uuid }
}
