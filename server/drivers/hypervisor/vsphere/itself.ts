import { refused, type HostItself } from '../../ports'
import type { Budget } from './budget'
import type { Connection } from './connection'
import { CallFailed } from './failures'
import { observeHost } from './observe'

/** Every ESX host calls itself so, whatever its manager calls it. */
const OWN_ID = 'ha-host'

/** Who answers, where that is a host and no vCenter. */
export const itself = async (connection: Connection, unknown: Set<string>, budget: Budget): Promise<HostItself> => {
  const { standalone, product } = await connection.serviceContent(budget)
  if (!standalone)
    throw new CallFailed(
      refused(`${product} answers here: a manager of hosts, and no host.`, 'Give the address of the ESX host itself.'),
    )
  const host = await observeHost(OWN_ID, connection, unknown, budget)
  if (host === null)
    throw new CallFailed(
      refused(
        'The host does not tell who it is.',
        'Give the account a role on the host itself, at least “Read-only”.',
        'privileges',
      ),
    )
  const { nativeId, name, uuid } = host
  return { nativeId, name: /^localhost\b/i.test(name) ? null : name, uuid }
}
