import { hasInput } from '../world/passing'
import type { World } from '../world/world'
import { atsMib } from './ats-mib'
import { answerMessage, type Agent } from './message'
import { ObjectTable } from './object-table'
import { rackPduMib } from './rack-pdu-mib'
import { startUdpAgent, type UdpAgent } from './udp-agent'

/** One PDU or ATS of the world as its network card would show it. The card lives on what the device passes on. */
export const startPassingAgent = (world: World, name: string, community: string): Promise<UdpAgent> => {
  const passing = world.passing(name)
  const mib = passing.config.kind === 'ats' ? atsMib : rackPduMib
  const agent: Agent = {
    table: () => new ObjectTable(mib.objects(world, passing)),
    set: (oid, value) => mib.set(world, passing, oid, value),
  }
  return startUdpAgent((request) =>
    passing.commsLost || !hasInput(world.state, passing) ? null : answerMessage(agent, community, request),
  )
}
